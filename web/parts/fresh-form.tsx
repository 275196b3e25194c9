import { Alert, type FormInstance } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { useFormat } from './format.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { common } from './words.ts';

type Part = Readonly<Record<string, unknown>>;
const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was left empty is the same as what is not there. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (each === null || each === '' ? undefined : each)) ?? '';
const isSame = (one: unknown, other: unknown): boolean => written(one) === written(other);

/** What was changed elsewhere: by its path, and whether it was typed over here. */
interface Elsewhere {
  path: string;
  isTyped: boolean;
}

/** What was typed where it differs from what it was typed over (`before`), and what is read now everywhere else; lists are one thing. */
function merged(
  { before, typed, now }: Record<'before' | 'typed' | 'now', unknown>,
  found: Elsewhere[],
  path: readonly string[] = [],
): unknown {
  const isParts = [before, typed, now].every((each) => isPart(each) || each === undefined || each === null);
  if (isParts && isPart(typed ?? now)) {
    const at = (part: unknown, name: string) => (isPart(part) ? part[name] : undefined);
    const names = new Set([before, typed, now].flatMap((each) => Object.keys(each ?? {})));
    return Object.fromEntries(
      [...names].map((name) => {
        const each = { before: at(before, name), typed: at(typed, name), now: at(now, name) };
        return [name, merged(each, found, [...path, name])];
      }),
    );
  }
  const isTyped = !isSame(typed, before) && !isSame(typed, now);
  if (!isSame(now, before)) found.push({ path: path.join('.'), isTyped });
  return isTyped ? typed : now;
}

/**
 * A form over what was read (`read`, at `version`): when that is read anew, whatever nobody has typed over is taken in, and what was
 * typed stays. `saved` says that what was sent is what holds now.
 */
export function useFreshForm<V extends object>(form: FormInstance<V>, read: V, version: string | number) {
  const held = useRef({ values: read, version, isOwn: false });
  const [elsewhere, setElsewhere] = useState<readonly Elsewhere[]>([]);
  useEffect(() => {
    const { values: before, version: known, isOwn } = held.current;
    if (version === known) return;
    held.current = { values: read, version, isOwn: false };
    const found: Elsewhere[] = [];
    const typed: V = form.getFieldsValue(true);
    form.setFieldsValue(merged({ before, typed, now: read }, found) as never);
    if (found.length > 0 && !isOwn) setElsewhere(found);
  }, [form, read, version]);
  const saved = (sent: V) => {
    held.current = { ...held.current, values: sent, isOwn: true };
    setElsewhere([]);
  };
  return { elsewhere, saved };
}

/** Why a form was not saved, and what was changed elsewhere while somebody typed in it. */
export function FormProblems({
  of: problem,
  elsewhere,
  shownAtFields,
  labelAt,
}: {
  of: Problem | undefined;
  elsewhere: readonly Elsewhere[];
  shownAtFields: readonly string[];
  labelAt: (path: string) => string;
}) {
  const words = useWords(common);
  const format = useFormat();
  const named = (isTyped: boolean) =>
    format.list(elsewhere.filter((each) => each.isTyped === isTyped).map(({ path }) => labelAt(path)));
  const [takenIn, typedOver] = [named(false), named(true)];
  const isStale = problem?.code === 'stale_version';
  return (
    <>
      {(isStale || elsewhere.length > 0) && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          className="told"
          title={words.changedElsewhere}
          description={
            <>
              {takenIn && <p>{words.takenIn(takenIn)}</p>}
              {typedOver && <p>{words.typedOver(typedOver)}</p>}
            </>
          }
        />
      )}
      {!isStale && <ProblemAlert of={problem} shownAtFields={shownAtFields} />}
    </>
  );
}
