import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { CodeFields } from '../parts/code-fields.tsx';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import type { Edition } from './edition.ts';
import { MobileField, useMobile } from './mobile-field.tsx';
import { FormerAccount, InvitationCode } from './previous-edition-entry.tsx';
import type { Opened } from './registration-opened.tsx';
import { registrationWords } from './registration-words.ts';
import { Terms } from './terms.tsx';

interface Entry {
  account: string;
  password: string;
  invitationCode?: string;
  acceptPrivacyTerms: true;
  mobile?: string;
  mobileProof?: { requestId: string; code: string };
}

/** By the old account and password (G2.1); a mobile is asked for where the one on file is gone. */
export function PreviousByPassword({ edition, onOpened }: { edition: Edition; onOpened: (opened: Opened) => void }) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const [form] = Form.useForm<Entry>();
  const mobile = useMobile(form);
  const [needsMobile, setNeedsMobile] = useState(false);
  const enter = useAction(
    (header, { invitationCode, ...rest }: Entry) =>
      client.POST('/first-edition/password', {
        params: { header },
        body: { ...rest, ...(invitationCode ? { invitationCode } : {}) },
      }),
    { onDone: onOpened },
  );
  const { problem } = enter;
  if (problem?.code === 'mobile_proof_required' && !needsMobile) setNeedsMobile(true);
  const atFields = useFaultsAtFields(form, problem);
  return (
    <Form form={form} layout="vertical" onFinish={enter.run} requiredMark={false} scrollToFirstError={{ focus: true }}>
      <FormerAccount name="account" />
      <Form.Item name="password" label={words.formerPassword} rules={[{ required: true, message: words.required }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {needsMobile && (
        <>
          <p>{words.mobileErased}</p>
          <MobileField />
          {edition.mobileProof !== 'never' && (
            <CodeFields
              name={['mobileProof']}
              to={mobile}
              send={(to) => client.POST('/registrations/codes', { body: { mobile: to } })}
            />
          )}
        </>
      )}
      <InvitationCode />
      <Terms terms={edition.terms} />
      <ProblemAlert of={problem} shownAtFields={atFields} />
      <Button type="primary" htmlType="submit" loading={enter.pending} block>
        {words.enter}
      </Button>
    </Form>
  );
}
