import { Form, Input } from 'antd';
import { passwordFault } from '../../domain/password.ts';
import { say, worded } from '../../domain/message.ts';
import { useLanguage, useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { passwordWords } from './password-words.ts';

/** A password to be set, and again. What only the server knows of (what everybody takes) it says itself. */
export function NewPassword({
  name,
  ownWords = [],
}: {
  name: 'password' | 'newPassword';
  ownWords?: readonly (string | undefined)[];
}) {
  const words = useWords(passwordWords);
  const language = useLanguage();
  const labels = useLabels();
  const known = ownWords.filter((word) => word !== undefined);
  return (
    <>
      <Form.Item
        name={name}
        label={labels(name)}
        extra={words.rules}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: words.required },
          {
            validator: async (_rule, typed: string | undefined) => {
              const fault = typed && passwordFault(typed, { ownWords: known, isGuessed: () => false });
              if (fault) throw new Error(worded(say(`password_${fault}`), language));
            },
          },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={words.again}
        dependencies={[name]}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: words.required },
          ({ getFieldValue }) => ({
            validator: async (_rule, typed: string | undefined) => {
              if (typed && typed !== getFieldValue(name)) throw new Error(words.differs);
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
