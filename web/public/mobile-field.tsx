import { Form, Input, type FormInstance } from 'antd';
import { say, worded } from '../../domain/message.ts';
import { normaliseMobile } from '../../domain/typed-text.ts';
import { useLanguage, useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { registrationWords } from './registration-words.ts';

/** The form's `mobile` as the API reads it; undefined while it is none. */
export function useMobile(form: FormInstance): string | undefined {
  return normaliseMobile((Form.useWatch('mobile', form) as string | undefined) ?? '');
}

export function MobileField({ name = 'mobile', help }: { name?: string | string[]; help?: string }) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const language = useLanguage();
  const labels = useLabels();
  return (
    <Form.Item
      name={name}
      label={labels('mobile')}
      extra={help ?? words.mobileHelp}
      validateTrigger="onBlur"
      rules={[
        { required: true, message: words.required },
        {
          validator: async (_rule, typed: string | undefined) => {
            if (typed && normaliseMobile(typed) === undefined) throw new Error(worded(say('mobile_format'), language));
          },
        },
      ]}
    >
      <Input type="tel" autoComplete="tel" />
    </Form.Item>
  );
}
