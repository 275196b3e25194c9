import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import { errorCodes, type ErrorCode } from '../domain/error-code.ts';
import { DomainError, type Refusal } from '../domain/errors.ts';
import { say } from '../domain/message.ts';

/** A refusal the run itself decided on: whatever its code, nothing of the request is left open. */
export class RunRefused extends DomainError {}

/** The codes of gRPC that mean something of their own here. */
const grpc = { cancelled: 1, invalidArgument: 3, deadlineExceeded: 4, notFound: 5, failedPrecondition: 9 } as const;

function grpcCode(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? (cause.code as number) : undefined;
}

/** Temporal took the request for a wrong one: a fault of ours, or of its set-up. */
export const isWrongRequest = (error: unknown): boolean => grpcCode(error) === grpc.invalidArgument;

/** Of calls that are about no run: those say `NamespaceNotFoundError` or that there is no run. */
export const isNamespaceMissing = (error: unknown): boolean =>
  error instanceof NamespaceNotFoundError || grpcCode(error) === grpc.notFound;

/** Of calls about a run: it is gone, or never was. */
export const isRunMissing = (error: unknown): boolean => grpcCode(error) === grpc.notFound;

/** Temporal answers and is not what our runs need (no namespace, no search attributes): `/readyz` names it. */
export const notSetUp = (): DomainError => new DomainError('unavailable', { detail: say('engine_not_set_up') });

/**
 * What Temporal's error means to whoever asked: our own deadline passed; the run's task failed because something arrived
 * just then, and asking again is right; a refusal; or, undefined, a fault of ours.
 */
export function classifyTemporalError(
  error: unknown,
  whenOver: ErrorCode,
): 'deadline' | 'task_failed' | DomainError | undefined {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'deadline';
  if (error instanceof WorkflowNotFoundError) return new DomainError(whenOver);
  if (error instanceof WorkflowUpdateFailedError) return refusalOfUpdate(error, whenOver);
  const code = grpcCode(error);
  if (code === grpc.deadlineExceeded || code === grpc.cancelled) return 'deadline';
  if (code === grpc.failedPrecondition) return 'task_failed';
  return undefined;
}

/** What to throw for an error nothing else is known of: 503 where Temporal is away, else itself. */
export function toThrowable(error: unknown): unknown {
  if (error instanceof NamespaceNotFoundError) return notSetUp();
  const code = grpcCode(error);
  const away = code !== undefined && code !== grpc.invalidArgument;
  return away ? new DomainError('unavailable', { detail: say('engine_away') }) : error;
}

/** A validator's no, worded as the closed list's code; or the run ended before it could answer. */
function refusalOfUpdate({ cause }: WorkflowUpdateFailedError, whenOver: ErrorCode): DomainError {
  if (!(cause instanceof ApplicationFailure) || !cause.type || !(cause.type in errorCodes))
    return new DomainError(whenOver);
  const [more] = (cause.details ?? []) as [Omit<Refusal, 'code'>?];
  return new DomainError(cause.type as ErrorCode, more);
}
