import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';

interface Written {
  newMobile: string;
  code: string;
  mobileProof: { code: string };
}

/** Another mobile, proved by a code to the old one and a code to the new one (G9.1). */
export function AccountMobile() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const label = useLabels();
  const [form] = Form.useForm<Written>();
  const newMobile = Form.useWatch('newMobile', form) as string | undefined;
  const toOld = useCode();
  const toNew = useCode();
  const change = useAction(
    async (_once, body: Written & { requestId: string; mobileProof: { requestId: string } }) => {
      await client.PUT('/account/mobile', { body });
      return { data: true };
    },
    {
      changes: ['/account', '/notifications'],
      onDone: () => {
        form.resetFields();
        toOld.forget();
        toNew.forget();
      },
    },
  );
  const problem = change.problem ?? toOld.problem ?? toNew.problem;
  const atFields = useFaultsAtFields(form, problem);
  const [old, proof] = [toOld.data?.requestId, toNew.data?.requestId];
  const needed = { required: true, message: words.required };
  const sentFirst = (requestId: string | undefined) => ({
    validator: async () => {
      if (!requestId) throw new Error(words.sendFirst);
    },
  });
  const code = <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />;
  return (
    <section className="card" aria-labelledby="mobile">
      <h2 id="mobile">{words.mobileTitle}</h2>
      <p className="quiet">{words.mobileHelp}</p>
      <Form
        form={form}
        layout="vertical"
        className="narrow"
        requiredMark={false}
        onFinish={(written) =>
          old &&
          proof &&
          change.run({ ...written, requestId: old, mobileProof: { ...written.mobileProof, requestId: proof } })
        }
      >
        <SendCode of={toOld} label={words.codeToOld} />
        <Form.Item name="code" label={words.codeOfOld} rules={[needed, sentFirst(old)]}>
          {code}
        </Form.Item>
        <Form.Item name="newMobile" label={label('newMobile')} rules={[needed]}>
          <Input type="tel" autoComplete="tel" maxLength={20} />
        </Form.Item>
        <SendCode of={toNew} label={words.codeToNew} newMobile={newMobile ?? ''} />
        <Form.Item name={['mobileProof', 'code']} label={words.codeOfNew} rules={[needed, sentFirst(proof)]}>
          {code}
        </Form.Item>
        <ProblemAlert of={problem} shownAtFields={atFields} />
        {change.data && <Alert type="success" showIcon role="status" title={words.mobileDone} />}
        <Button type="primary" htmlType="submit" loading={change.pending}>
          {words.changeMobile}
        </Button>
      </Form>
    </section>
  );
}

const useCode = () =>
  useAction((_once, newMobile: string | undefined) =>
    client.POST('/account/mobile/codes', { body: newMobile ? { newMobile } : {} }),
  );

/** Has a code texted, and again once the server sends another. */
function SendCode({
  of: code,
  label,
  newMobile,
}: {
  of: ReturnType<typeof useCode>;
  label: string;
  /** Of the new mobile: without it no code can be sent. */
  newMobile?: string;
}) {
  const words = useWords(accountWords);
  const left = useCountdown(code.data);
  return (
    <p>
      <Button
        loading={code.pending}
        disabled={left > 0 || newMobile === ''}
        onClick={() => code.run(newMobile?.trim())}
      >
        {left > 0 ? words.sentWait(left) : label}
      </Button>
    </p>
  );
}

function useCountdown(sent: { requestId: string; resendAfterSeconds: number } | undefined): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!sent) return undefined;
    const endsAt = performance.now() + sent.resendAfterSeconds * 1_000;
    const tick = () => setLeft(Math.max(0, Math.ceil((endsAt - performance.now()) / 1_000)));
    tick();
    const ticking = setInterval(tick, 500);
    return () => clearInterval(ticking);
  }, [sent]);
  return sent ? left : 0;
}
