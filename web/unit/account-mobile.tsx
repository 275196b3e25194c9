import { Alert, Button, Form, Input } from 'antd';
import { normaliseMobile } from '../../domain/typed-text.ts';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { CodeFields } from '../parts/code-fields.tsx';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';

interface Code {
  requestId: string;
  code: string;
}
interface Written extends Code {
  newMobile: string;
  mobileProof: Code;
}

/** Another mobile, proved by a code to the old one and a code to the new one (G9.1). */
export function AccountMobile({ mobileMasked }: { mobileMasked: string }) {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const label = useLabels();
  const [form] = Form.useForm<Written>();
  const newMobile = normaliseMobile((Form.useWatch('newMobile', form) as string | undefined) ?? '');
  const change = useAction(
    async (_once, body: Written) => {
      await client.PUT('/account/mobile', { body });
      return { data: true };
    },
    { changes: ['/account', '/notifications'], onDone: () => form.resetFields() },
  );
  const atFields = useFaultsAtFields(form, change.problem);
  return (
    <section className="card" aria-labelledby="mobile">
      <h2 id="mobile">{words.mobileTitle}</h2>
      <p className="quiet">{words.mobileHelp}</p>
      <Form form={form} layout="vertical" className="narrow" onFinish={change.run} requiredMark={false}>
        <fieldset>
          <legend>{words.oldMobile(mobileMasked)}</legend>
          <CodeFields to={mobileMasked} send={() => client.POST('/account/mobile/codes', { body: {} })} />
        </fieldset>
        <fieldset>
          <legend>{words.newMobile}</legend>
          <Form.Item name="newMobile" label={label('newMobile')} rules={[{ required: true, message: words.required }]}>
            <Input type="tel" autoComplete="tel" maxLength={20} />
          </Form.Item>
          <CodeFields
            name={['mobileProof']}
            to={newMobile}
            send={(to) => client.POST('/account/mobile/codes', { body: { newMobile: to } })}
          />
        </fieldset>
        <ProblemAlert of={change.problem} shownAtFields={atFields} />
        {change.data && <Alert className="problem" type="success" showIcon role="status" title={words.mobileDone} />}
        <Button type="primary" htmlType="submit" loading={change.pending}>
          {words.changeMobile}
        </Button>
      </Form>
    </section>
  );
}
