import { Button, Form } from 'antd';
import { accountToOpen } from '../../domain/typed-text.ts';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { CodeFields } from '../parts/code-fields.tsx';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import type { Edition } from './edition.ts';
import { NewPassword } from './new-password.tsx';
import { FormerAccount, InvitationCode } from './previous-edition-entry.tsx';
import type { Opened } from './registration-opened.tsx';
import { registrationWords } from './registration-words.ts';
import { Terms } from './terms.tsx';

interface Entry {
  uscc: string;
  requestId: string;
  code: string;
  newPassword: string;
  invitationCode?: string;
  acceptPrivacyTerms: true;
}

/** By a code to the mobile on file, and a new password (G2.1). */
export function PreviousByMobile({ edition, onOpened }: { edition: Edition; onOpened: (opened: Opened) => void }) {
  const words = useWords(registrationWords);
  const [form] = Form.useForm<Entry>();
  const account = accountToOpen(Form.useWatch('uscc', form) ?? '');
  const enter = useAction(
    (header, { uscc, requestId, code, newPassword, invitationCode, acceptPrivacyTerms }: Entry) =>
      client.POST('/first-edition/mobile', {
        params: { header },
        body: { uscc, requestId, code, newPassword, acceptPrivacyTerms, ...(invitationCode ? { invitationCode } : {}) },
      }),
    { onDone: onOpened },
  );
  const atFields = useFaultsAtFields(form, enter.problem);
  return (
    <Form form={form} layout="vertical" onFinish={enter.run} requiredMark={false} scrollToFirstError={{ focus: true }}>
      <FormerAccount name="uscc" />
      <p className="quiet">{words.onFile}</p>
      <CodeFields
        to={account || undefined}
        send={(to) => client.POST('/first-edition/codes', { body: { uscc: to } })}
      />
      <NewPassword name="newPassword" ownWords={[account]} />
      <InvitationCode />
      <Terms terms={edition.terms} />
      <ProblemAlert of={enter.problem} shownAtFields={atFields} />
      <Button type="primary" htmlType="submit" loading={enter.pending} block>
        {words.enter}
      </Button>
    </Form>
  );
}
