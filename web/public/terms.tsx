import { Checkbox, Form } from 'antd';
import type { Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { registrationWords } from './registration-words.ts';

/** The privacy terms to be read, by keyboard too, and agreed to (G1.4). */
export function Terms({ terms }: { terms: Schemas['Edition']['terms'] }) {
  const words = useWords(registrationWords);
  const language = useLanguage();
  return (
    <>
      <h3 className="terms-head" id="terms">
        {words.terms} <span className="quiet">{words.termsVersion(terms.version)}</span>
      </h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <div className="terms" role="region" aria-labelledby="terms" tabIndex={0}>
        {terms[language]}
      </div>
      <Form.Item
        name="acceptPrivacyTerms"
        valuePropName="checked"
        extra={words.moreConsents}
        rules={[
          {
            validator: async (_rule, accepted: boolean | undefined) => {
              if (!accepted) throw new Error(words.mustAccept);
            },
          },
        ]}
      >
        <Checkbox>{words.accept}</Checkbox>
      </Form.Item>
    </>
  );
}
