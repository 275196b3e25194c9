import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { decisions } from '../../domain/registration.ts';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { decisionWords } from '../parts/codes.ts';
import { Ask } from '../parts/ask.tsx';
import { common } from '../parts/words.ts';
import { helps } from './decision.tsx';
import { registrationWords } from './registration-words.ts';
import { SelectionBar } from './selection-bar.tsx';
import { delegationWords } from './words.ts';

type Decision = (typeof decisions)[number];

const titles = { approve: 'approveMany', return: 'returnMany', reject: 'rejectMany' } as const;

/** One decision on all that are selected; what becomes of it is a job to follow. */
export function BulkDecision({
  of: selected,
  onClear,
  onAccepted,
}: {
  of: readonly Schemas['QueuedRegistration'][];
  onClear: () => void;
  onAccepted: (jobId: string) => void;
}) {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(registrationWords) };
  const verdicts = useWords(decisionWords);
  const [asking, ask] = useState<Decision>();
  const decision = asking ?? 'approve';
  const decide = useAction(
    (once, body: { ids: string[]; decision: Decision; reason?: string }) =>
      client.POST('/review/registrations/bulk-decision', { params: { header: once }, body }),
    {
      onDone: ({ jobId }) => {
        ask(undefined);
        onAccepted(jobId);
      },
    },
  );
  return (
    <SelectionBar told={words.selected(selected.length)} count={selected.length} onClear={onClear}>
      {decisions.map((each) => (
        <Button
          key={each}
          type={each === 'approve' ? 'primary' : 'default'}
          danger={each === 'reject'}
          disabled={selected.length === 0}
          onClick={() => ask(each)}
        >
          {verdicts[each]}
        </Button>
      ))}
      <Ask
        open={asking !== undefined}
        title={words[titles[decision]](selected.length)}
        ok={verdicts[decision]}
        danger={decision === 'reject'}
        action={{
          ...decide,
          run: (typed: { reason?: string }) =>
            decide.run({ ids: selected.map(({ registrationId }) => registrationId), decision, ...typed }),
        }}
        onClose={() => ask(undefined)}
      >
        <p>{words[helps[decision]]}</p>
        {decision !== 'approve' && (
          <Form.Item
            name="reason"
            label={words.reasonToUnit}
            rules={[{ required: true, whitespace: true, message: words.required }]}
          >
            <Input.TextArea rows={4} maxLength={500} showCount />
          </Form.Item>
        )}
      </Ask>
    </SelectionBar>
  );
}
