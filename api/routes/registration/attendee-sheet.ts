import type { AttendeeList } from '../../../domain/attendee.ts';
import { allFields, fieldsOf, labelOf, ruleOf, type AttendeeField } from '../../../domain/attendee-field.ts';
import type { Store } from '../../../db/knex.ts';
import { createReference } from '../../../db/reference.ts';
import type { Language } from '../../../domain/message.ts';

const exampleMark = { zh: '示例：', en: 'Example: ' } as const;
export const isExample = (firstCell: string) => /^(?:示例|example)\s*[:：]/i.test(firstCell);

/** The table to be filled in: its header and a row that shows how, which the import passes over. */
export function templateRows(list: AttendeeList, language: Language): string[][] {
  const labels = fieldsOf(list).map((field) => labelOf(list, field)!);
  return [
    labels.map((label) => label[language]),
    labels.map(({ example }, index) => (index === 0 ? exampleMark[language] : '') + example),
  ];
}

/** Where each field of the list stands in a header in either language; undefined with the names that are missing. */
export function placesOf(
  list: AttendeeList,
  header: readonly string[],
): { places: Map<AttendeeField, number> } | { missing: string[]; strange: string[] } {
  const fields: readonly AttendeeField[] = fieldsOf(list);
  const fieldOf = new Map(
    fields.flatMap((field) => {
      const { zh, en } = labelOf(list, field)!;
      return [zh, en, field].map((name) => [name.toLowerCase(), field]);
    }),
  );
  const fieldAt = header.map((name) => fieldOf.get(name.trim().toLowerCase()));
  const missing = fields
    .filter((field) => !ruleOf(field).isOptional && !fieldAt.includes(field))
    .map((field) => `${labelOf(list, field)!.zh} / ${labelOf(list, field)!.en}`);
  const strange = header.filter((name, index) => name.trim() !== '' && !fieldAt[index]);
  if (missing.length > 0 || strange.length > 0) return { missing, strange };
  return { places: new Map(fieldAt.flatMap((field, index) => (field ? [[field, index]] : []))) };
}

/** Reads what people write into what the form takes: labels of a vocabulary in either language become its codes. */
export async function createWordReader(store: Store): Promise<(field: AttendeeField, text: string) => string> {
  const reference = createReference(store);
  const labels = new Map<AttendeeField, Map<string, string>>();
  for (const field of allFields) {
    const { vocabulary } = ruleOf(field);
    if (!vocabulary) continue;
    const items = await reference.list(vocabulary);
    labels.set(
      field,
      new Map(items.flatMap(({ code, zh, en }) => [zh, en, code].map((label) => [label.toLowerCase(), code]))),
    );
  }
  return (field, text) => ruleOf(field).words?.[text] ?? labels.get(field)?.get(text.toLowerCase()) ?? text;
}
