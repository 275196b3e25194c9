import { App, Button, Form } from 'antd';
import type { ReactNode } from 'react';
import { useAction } from '../client/action.ts';
import { client, type paths, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { FormProblems, useFreshForm } from '../parts/fresh-form.tsx';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { useMayAct } from '../parts/may-act.ts';
import { editionWords } from './edition-words.ts';
import type { Versioned } from './versioned.ts';
import { bureauWords } from './words.ts';

export type Edition = Schemas['EditionSettings'];
type Change = NonNullable<paths['/bureau/edition']['patch']['requestBody']>['content']['application/json'];

export interface PartOf {
  of: Versioned<Edition>;
}

/** One part of an edition as a form of its own: what was changed is sent, on the version it was read at. */
export function EditionPart<K extends keyof Edition>({
  of: { value, version },
  names,
  help,
  read = (part) => part,
  children,
}: PartOf & {
  /** What stands in it. */
  names: readonly K[];
  help?: string;
  /** Of what was typed, where a field may be left empty. */
  read?: (part: Pick<Edition, K>) => Partial<Edition>;
  children: ReactNode;
}) {
  const words = useWords(editionWords);
  const { save } = useWords(common);
  const { secondNeeded } = useWords(bureauWords);
  const mayAct = useMayAct() && value.closedAt === null;
  const { message } = App.useApp();
  const [form] = Form.useForm<Pick<Edition, K>>();
  const initial = Object.fromEntries(names.map((name) => [name, value[name]])) as Pick<Edition, K>;
  const labelAt = useLabels();
  const { elsewhere, saved } = useFreshForm(form, initial, version);
  const change = useAction(
    async (_, body: Change) => {
      const sent: Pick<Edition, K> = form.getFieldsValue(true);
      const answer = await client.PATCH('/bureau/edition', { params: { header: { 'If-Match': version } }, body });
      if (answer.data && !('changeId' in answer.data)) saved(sent);
      return answer;
    },
    {
      changes: ['/bureau/edition', '/edition'],
      onDone: (answer) => {
        if ('changeId' in answer) void message.warning(secondNeeded);
        else void message.success(words.saved);
      },
    },
  );
  const atFields = useFaultsAtFields(form, change.problem);
  const send = (typed: Pick<Edition, K>) => {
    const part = read(typed);
    const changed = Object.fromEntries(
      Object.entries(part).filter(
        ([name, now]) => JSON.stringify(now) !== JSON.stringify(value[name as keyof Edition]),
      ),
    );
    if (Object.keys(changed).length === 0) void message.info(words.nothingChanged);
    // What an edition's settings are when they are read is what changes them.
    else change.run(changed as Change);
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={send} disabled={!mayAct}>
      {help && <p className="quiet">{help}</p>}
      {children}
      <FormProblems of={change.problem} elsewhere={elsewhere} shownAtFields={atFields} labelAt={labelAt} />
      {mayAct && (
        <Button type="primary" htmlType="submit" loading={change.pending}>
          {save}
        </Button>
      )}
    </Form>
  );
}
