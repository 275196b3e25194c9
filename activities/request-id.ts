import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { isRowId } from '../db/staff-request.ts';
import { requestIdHeader } from '../domain/request-id.ts';

const current = new AsyncLocalStorage<string | undefined>();

/** The id of the request that led to the activity under way; undefined where none did (a timer, a schedule). */
export function activityRequestId(): string | undefined {
  return current.getStore();
}

/** Where an adapter learns for which request it asks its provider. */
export type RequestIdSource = () => string | undefined;

/** Headers for a provider's call: its log and ours can be laid side by side. */
export function requestIdHeaders(requestId: RequestIdSource | undefined): Record<string, string> {
  const id = requestId?.();
  return id === undefined ? {} : { [requestIdHeader]: id };
}

/** Whoever reaches Temporal can write any header: what is no id of ours goes nowhere. */
function idIn({ [requestIdHeader]: payload }: Headers): string | undefined {
  const id: unknown = payload && defaultPayloadConverter.fromPayload(payload);
  return isRowId(id) ? id : undefined;
}

/** For workers: what an activity does happens under the id of its request. */
export const activityInterceptors = [
  () => ({
    inbound: {
      execute: <I extends { headers: Headers }>(input: I, next: (input: I) => Promise<unknown>) =>
        current.run(idIn(input.headers), () => next(input)),
    },
  }),
];
