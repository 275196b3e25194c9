import type { Headers } from '@temporalio/common';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { requestIdHeader } from '../domain/request-id.ts';

/**
 * What a run asks for bears the id of the request behind the last message the run was told; none after a message without one.
 * Headers are no part of a command, so nothing here can make a history differ.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let latest: Headers = {};
  const hear = ({ [requestIdHeader]: id }: Headers) => void (latest = id ? { [requestIdHeader]: id } : {});
  const bearing = <I extends { headers: Headers }>(input: I): I => ({
    ...input,
    headers: { ...input.headers, ...latest },
  });
  const heard = <I extends { headers: Headers }, R>(input: I, next: (input: I) => R): R => {
    hear(input.headers);
    return next(input);
  };
  return {
    inbound: [{ execute: heard, handleSignal: heard, handleUpdate: heard }],
    outbound: [
      {
        scheduleActivity: (input, next) => next(bearing(input)),
        startChildWorkflowExecution: (input, next) => next(bearing(input)),
        signalWorkflow: (input, next) => next(bearing(input)),
        continueAsNew: (input, next) => next(bearing(input)),
      },
    ],
  };
};
