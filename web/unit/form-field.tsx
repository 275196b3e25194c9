import { Form, type FormItemProps } from 'antd';
import { createContext, use, type ReactNode } from 'react';
import { useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { formWords } from './form-words.ts';

type NamePath = (string | number)[];

/** What is told at the fields of a form beside what is wrong with them: by their paths in it. */
export interface FieldNotes {
  /** What the fields are below, as `unitInfo`. */
  form: string;
  missing: ReadonlySet<string>;
  returned: readonly { path: string; reason: string }[];
}

export const FieldNotesContext = createContext<FieldNotes>({ form: '', missing: new Set(), returned: [] });

/** `['industries', 0, 'area']` is `industries[0].area`. */
const pathOf = (name: NamePath): string =>
  name.map((step, index) => (typeof step === 'number' ? `[${step}]` : (index > 0 ? '.' : '') + step)).join('');

/** Whether something said of `path` stands at this field: it is the field's, or of a part of it. */
const isAt = (path: string, field: string): boolean =>
  path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);

/** A field by its path: its label in the words that refusals use, the reviewers' reasons, and whether it is still to be filled in. */
export function FormField({
  name,
  label,
  extra,
  optional = false,
  inList,
  children,
  ...item
}: FormItemProps & {
  name: NamePath;
  label?: ReactNode;
  optional?: boolean;
  /** The same within its `Form.List`. */
  inList?: NamePath;
  children: ReactNode;
}) {
  const words = { ...useWords(common), ...useWords(formWords) };
  const labelAt = useLabels();
  const { form, missing, returned } = use(FieldNotesContext);
  const path = pathOf(name);
  const reasons = returned.filter((said) => isAt(said.path, path));
  const isMissing = [...missing].some((each) => isAt(each, path));
  const title = label ?? labelAt(form ? `${form}.${path}` : path);
  return (
    <Form.Item
      {...item}
      name={inList ?? name}
      label={
        <>
          {title}
          {optional && <span className="quiet">{words.optional}</span>}
        </>
      }
      extra={
        (extra !== undefined || reasons.length > 0 || isMissing) && (
          <>
            {extra}
            {reasons.map(({ reason }) => (
              <span key={reason} className="note returned">
                {words.returnedNote(reason)}
              </span>
            ))}
            {isMissing && <span className="note missing">{words.toDo}</span>}
          </>
        )
      }
    >
      {children}
    </Form.Item>
  );
}
