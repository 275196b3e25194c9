import type { FormInstance } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../client/problem.ts';
import { useLanguage } from '../language.ts';

type NamePath = (string | number)[];

/** `contact.mobile` is `['contact', 'mobile']`, `industries[0].area` is `['industries', 0, 'area']`. */
export const namePathOf = (path: string): NamePath =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/**
 * Puts each fault of a refusal at its field, the first of them into view (unless what was refused is a save that nobody asked for); answers the paths that found one, so that an alert tells the rest.
 * Where the form has a field of a part of the path (`industries` for `industries[0].area`), the fault stands there.
 */
export function useFaultsAtFields(form: FormInstance, problem: Problem | undefined, isAskedFor = true): string[] {
  const [landed, setLanded] = useState<string[]>([]);
  useEffect(() => {
    const fields = new Map<string, { name: NamePath; errors: string[] }>();
    const found: string[] = [];
    for (const { path, message } of problem?.faults ?? []) {
      const whole = namePathOf(path);
      const name = whole.map((_, index) => whole.slice(0, whole.length - index)).find((part) => hasField(form, part));
      if (!name) continue;
      found.push(path);
      const field = fields.get(name.join('.')) ?? { name, errors: [] };
      field.errors.push(message);
      fields.set(name.join('.'), field);
    }
    form.setFields([...fields.values()]);
    const first = [...fields.values()][0];
    if (first && isAskedFor) form.scrollToField(first.name, { block: 'center', focus: true });
    setLanded(found);
  }, [form, problem, isAskedFor]);
  useErrorsInLanguage(form, landed);
  return landed;
}

/** What is wrong with what was typed is said again in the language that was changed to; what the API said stays as it said it. */
function useErrorsInLanguage(form: FormInstance, said: readonly string[]): void {
  const language = useLanguage();
  const latest = useRef(said);
  latest.current = said;
  useEffect(() => {
    const bySaid = new Set(latest.current.map((path) => namePathOf(path).join('.')));
    const wrong = form.getFieldsError().filter(({ errors, name }) => errors.length > 0 && !bySaid.has(name.join('.')));
    // Without a name all fields would be looked at.
    if (wrong.length > 0) form.validateFields(wrong.map(({ name }) => name)).catch(() => undefined);
  }, [form, language]);
}

const hasField = (form: FormInstance, name: NamePath): boolean =>
  form
    .getFieldsError()
    .some(
      (field) =>
        field.name.length === name.length && field.name.every((part, index) => String(part) === String(name[index])),
    );
