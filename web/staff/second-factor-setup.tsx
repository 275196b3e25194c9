import { CopyOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Form, Input } from 'antd';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { staffWords } from './words.ts';

interface Written {
  code: string;
  saved: boolean;
}

/** A new second factor, which counts once a code of it has confirmed it. */
export function SecondFactorSetup({
  of: { otpauthUrl, qr, recoveryCodes },
  onDone,
  onCancel,
}: {
  of: Schemas['SecondFactor'];
  onDone: () => void;
  onCancel: () => void;
}) {
  const words = { ...useWords(common), ...useWords(staffWords) };
  const { message } = App.useApp();
  const [form] = Form.useForm<Written>();
  const confirm = useAction(
    async (_once, { code }: Written) => {
      await client.PUT('/account/second-factor', { body: { code } });
      return { data: true };
    },
    { changes: ['/sessions'], onDone },
  );
  const atFields = useFaultsAtFields(form, confirm.problem);
  const key = new URL(otpauthUrl).searchParams.get('secret') ?? otpauthUrl;
  const copy = async () => {
    await navigator.clipboard.writeText(recoveryCodes.join('\n'));
    void message.success(words.copied);
  };
  return (
    <>
      <div className="second-factor-code">
        <img src={qr} alt={words.qr} width={184} height={184} />
        <div>
          <p>{words.scan}</p>
          <p className="code">{key.replaceAll(/(.{4})(?=.)/g, '$1 ')}</p>
        </div>
      </div>
      <h3>{words.recoveryCodes}</h3>
      <p>{words.recoveryHelp}</p>
      <ul className="recovery-codes code">
        {recoveryCodes.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p>
        <Button icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>
          {words.copyCodes}
        </Button>
      </p>
      <Form form={form} layout="vertical" className="narrow" onFinish={confirm.run} requiredMark={false}>
        <Form.Item
          name="saved"
          valuePropName="checked"
          rules={[
            {
              validator: async (_, isSaved) => {
                if (isSaved !== true) throw new Error(words.savedNeeded);
              },
            },
          ]}
        >
          <Checkbox>{words.saved}</Checkbox>
        </Form.Item>
        <Form.Item
          name="code"
          label={words.code}
          rules={[{ required: true, pattern: /^\d{6}$/, message: words.codeNeeded }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
        <ProblemAlert of={confirm.problem} shownAtFields={atFields} />
        <div className="buttons">
          <Button type="primary" htmlType="submit" loading={confirm.pending}>
            {words.confirmFactor}
          </Button>
          <Button onClick={onCancel}>{words.cancel}</Button>
        </div>
      </Form>
    </>
  );
}
