import { App } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { pauses } from '../client/pauses.ts';
import { Problem, type FieldFault } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { namePathOf } from '../parts/form-faults.ts';
import { useLogin } from '../session.ts';
import { formWords } from './form-words.ts';
import { keepRegistration, type FormName, type Registration } from './registration.ts';

/** How long nobody types before what they typed is saved. */
const pauseMs = 1_500;

export interface DraftStanding {
  /** `stale`: it was changed elsewhere, so that nothing is saved before it is read again. `delayed`: it did not arrive and is tried again. */
  state: 'untouched' | 'changed' | 'saving' | 'saved' | 'failed' | 'delayed' | 'stale';
  at?: Date;
  /** Why nothing was saved; where it was `saved`, what was left out of it. */
  problem?: Problem;
}

/** Nothing is wrong with what was sent. */
const isPassing = ({ status }: Problem): boolean => status === 0 || status === 401 || status === 429 || status >= 500;

/** What is wrong is left out, so that the rest is kept. */
function without<B extends object>(body: B, faults: readonly FieldFault[]): B {
  const rest = structuredClone(body);
  for (const { path } of faults) {
    const steps = namePathOf(path);
    const last = steps.pop();
    const part = steps.reduce<unknown>((within, step) => (within as Record<string, unknown> | undefined)?.[step], rest);
    if (last !== undefined && part && typeof part === 'object') delete (part as Record<string, unknown>)[last];
  }
  return rest;
}

/**
 * Half a form that is saved by itself (G3.4): after a pause, and when its page is left; what did not arrive is tried again, now and
 * then and as soon as there is a connection, or a login. `read` tells what stands in it, `send` saves that over the version which was
 * read.
 */
export function useDraft<B extends object>(
  registration: Registration,
  form: FormName,
  read: () => B,
  send: (body: B, version: number) => Promise<Registration>,
) {
  const words = useWords(formWords);
  const { notification } = App.useApp();
  const [standing, setStanding] = useState<DraftStanding>({ state: 'untouched' });
  const held = useRef({
    version: registration.version,
    stored: JSON.stringify(registration[form]),
    isDirty: false,
    isStale: false,
    isLeft: false,
    timer: 0,
    between: pauses(),
    queue: Promise.resolve(true),
  });
  const told = useRef({ read, send, words, notification });
  useEffect(() => {
    told.current = { read, send, words, notification };
  });

  // What else of the registration moved (its code, its pickup) is nothing that a save would overwrite.
  useEffect(() => {
    const draft = held.current;
    if (JSON.stringify(registration[form]) === draft.stored)
      draft.version = Math.max(draft.version, registration.version);
  }, [registration, form]);

  const go = useCallback(async (): Promise<boolean> => {
    const draft = held.current;
    if (!draft.isDirty) return !draft.isStale;
    if (draft.isStale) return false;
    const put = async (body: B) => {
      const saved = await told.current.send(body, draft.version);
      draft.version = saved.version;
      draft.stored = JSON.stringify(saved[form]);
      await keepRegistration(saved);
    };
    draft.isDirty = false;
    setStanding({ state: 'saving' });
    let body = told.current.read();
    let leftOut: Problem | undefined;
    for (;;) {
      try {
        await put(body);
        draft.between = pauses();
        setStanding({ state: 'saved', at: new Date(), ...(leftOut ? { problem: leftOut } : {}) });
        return leftOut === undefined;
      } catch (error) {
        const problem = error as Problem;
        const rest = without(body, problem.faults ?? []);
        if (JSON.stringify(rest) !== JSON.stringify(body)) {
          body = rest;
          leftOut = Object.assign(problem, { faults: [...(leftOut?.faults ?? []), ...problem.faults] });
          continue;
        }
        draft.isDirty = true;
        draft.isStale = problem.code === 'stale_version';
        setStanding({ state: draft.isStale ? 'stale' : isPassing(problem) ? 'delayed' : 'failed', problem });
        const { words, notification } = told.current;
        if (draft.isLeft) notification.error({ title: words.notSaved, description: problem.detail ?? problem.title });
        return false;
      }
    }
  }, [form]);

  /** One save after another, each with what stands in the form by then; answers whether all of it is saved. */
  const save = useCallback((): Promise<boolean> => {
    const draft = held.current;
    clearTimeout(draft.timer);
    return (draft.queue = draft.queue.then(go));
  }, [go]);

  useEffect(() => {
    const { state, problem } = standing;
    // Without a login it has to wait for one.
    if (state !== 'delayed' || problem?.status === 401) return undefined;
    const pause = Math.max(held.current.between.next().value, 1_000 * (problem?.retryAfter ?? 0));
    const timer = setTimeout(() => void save(), pause);
    return () => clearTimeout(timer);
  }, [standing, save]);
  const token = useLogin()?.token;
  useEffect(() => {
    const again = () => held.current.isDirty && void save();
    again();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [save, token]);

  const change = useCallback(() => {
    const draft = held.current;
    draft.isDirty = true;
    if (draft.isStale) return;
    clearTimeout(draft.timer);
    draft.timer = window.setTimeout(() => void save(), pauseMs);
    setStanding((before) => (before.state === 'saving' ? before : { ...before, state: 'changed' }));
  }, [save]);

  useEffect(() => {
    const draft = held.current;
    draft.isLeft = false;
    const hidden = () => document.visibilityState === 'hidden' && void save();
    const unload = (event: BeforeUnloadEvent) => {
      if (!draft.isDirty) return;
      event.preventDefault();
      void save();
    };
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('beforeunload', unload);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      window.removeEventListener('beforeunload', unload);
      draft.isLeft = true;
      void save();
    };
  }, [save]);

  return { ...standing, change, save };
}
