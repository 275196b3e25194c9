import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { publicUrlHeader, requestIdHeader } from '../domain/request-id.ts';
import { reachedAt } from './details.ts';

/**
 * What a run asks for bears the id of the request behind the last message the run was told; none after a message without one.
 * Headers are no part of a command, so nothing here can make a history differ.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let latest: Headers = {};
  /** What the start said of where we are reached; children are told. */
  let origin: Headers = {};
  const hear = ({ [requestIdHeader]: id }: Headers) => void (latest = id ? { [requestIdHeader]: id } : {});
  const bearing = <I extends { headers: Headers }>(input: I): I => ({
    ...input,
    headers: { ...input.headers, ...latest },
  });
  const begun = <I extends { headers: Headers }>(input: I): I => ({
    ...input,
    headers: { ...input.headers, ...latest, ...origin },
  });
  const heard = <I extends { headers: Headers }, R>(input: I, next: (input: I) => R): R => {
    hear(input.headers);
    return next(input);
  };
  const started = <I extends { headers: Headers }, R>(input: I, next: (input: I) => R): R => {
    const { [publicUrlHeader]: url } = input.headers;
    if (url) {
      origin = { [publicUrlHeader]: url };
      reachedAt(defaultPayloadConverter.fromPayload(url));
    }
    return heard(input, next);
  };
  return {
    inbound: [{ execute: started, handleSignal: heard, handleUpdate: heard }],
    outbound: [
      {
        scheduleActivity: (input, next) => next(bearing(input)),
        startChildWorkflowExecution: (input, next) => next(begun(input)),
        signalWorkflow: (input, next) => next(bearing(input)),
        continueAsNew: (input, next) => next(begun(input)),
      },
    ],
  };
};
