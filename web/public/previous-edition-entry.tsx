import { Form, Input } from 'antd';
import { useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';
import { registrationWords } from './registration-words.ts';

/** The account of before, as either way asks for it. */
export function FormerAccount({ name }: { name: 'account' | 'uscc' }) {
  const words = { ...useWords(common), ...useWords(accountWords), ...useWords(registrationWords) };
  return (
    <Form.Item
      name={name}
      label={words.formerAccount}
      extra={words.unitAccountHelp}
      rules={[{ required: true, message: words.required }]}
    >
      <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
    </Form.Item>
  );
}

/** A code can be given now or later. */
export function InvitationCode() {
  const words = { ...useWords(accountWords), ...useWords(registrationWords) };
  const labels = useLabels();
  return (
    <Form.Item name="invitationCode" label={labels('invitationCode') + words.optional} extra={words.invitationMay}>
      <Input autoComplete="off" autoCapitalize="characters" spellCheck={false} />
    </Form.Item>
  );
}
