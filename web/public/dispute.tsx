import { Button, Form, Input, Radio, Result } from 'antd';
import { useId, useState } from 'react';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { BusinessFields, UsccField } from './account-fields.tsx';
import { accountWords } from './account-words.ts';
import { MobileField } from './mobile-field.tsx';

interface Dispute {
  uscc?: string;
  country?: string;
  businessNo?: string;
  claimant: { unitName: string; name: string; mobile: string; email?: string };
  statement: string;
}

/** Somebody else registered the own account, or mistyped theirs (G1.4). */
export default function DisputePage() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const labels = useLabels();
  const [form] = Form.useForm<Dispute>();
  const [isMainland, setIsMainland] = useState(true);
  const account = useId();
  const send = useAction((header, { claimant: { email, ...claimant }, ...rest }: Dispute) =>
    client.POST('/disputes', {
      params: { header },
      body: { ...rest, claimant: email ? { ...claimant, email } : claimant },
    }),
  );
  const atFields = useFaultsAtFields(form, send.problem);
  const required = [{ required: true, message: words.required }];
  if (send.data)
    return (
      <Page title={words.dispute}>
        <div className="card narrow" role="status">
          <Result status="success" title={words.disputeSent} subTitle={words.disputeSentHelp(send.data.disputeId)} />
        </div>
      </Page>
    );
  return (
    <Page title={words.dispute}>
      <p className="quiet">{words.disputeHelp}</p>
      <div className="card narrow">
        <Form
          form={form}
          layout="vertical"
          onFinish={send.run}
          requiredMark={false}
          scrollToFirstError={{ focus: true }}
        >
          <h2 id={account}>{words.disputedAccount}</h2>
          <Radio.Group
            aria-labelledby={account}
            className="ways-of"
            value={isMainland}
            options={[
              { value: true, label: words.ofMainland },
              { value: false, label: words.ofElsewhere },
            ]}
            onChange={({ target }) => setIsMainland(target.value as boolean)}
          />
          {isMainland ? <UsccField /> : <BusinessFields />}
          <h2>{words.claimant}</h2>
          <Form.Item name={['claimant', 'unitName']} label={labels('claimant.unitName')} rules={required}>
            <Input autoComplete="organization" />
          </Form.Item>
          <Form.Item name={['claimant', 'name']} label={labels('claimant.name')} rules={required}>
            <Input autoComplete="name" />
          </Form.Item>
          <MobileField name={['claimant', 'mobile']} help={words.mobileHelp} />
          <Form.Item name={['claimant', 'email']} label={labels('email') + words.optional}>
            <Input inputMode="email" autoComplete="email" />
          </Form.Item>
          <Form.Item name="statement" label={words.statement} extra={words.statementHelp} rules={required}>
            <Input.TextArea rows={6} maxLength={2000} showCount />
          </Form.Item>
          <ProblemAlert of={send.problem} shownAtFields={atFields} />
          <Button type="primary" htmlType="submit" loading={send.pending}>
            {words.sendDispute}
          </Button>
        </Form>
      </div>
    </Page>
  );
}
