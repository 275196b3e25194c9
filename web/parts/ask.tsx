import { Form, Modal, type FormInstance } from 'antd';
import { useId, type ReactNode } from 'react';
import type { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from './form-faults.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { common } from './words.ts';

interface Asked<I> {
  run: (input: I) => void;
  pending: boolean;
  problem: Problem | undefined;
  forget: () => void;
}

/** A question before something is done, with the fields it needs (`<Form.Item>`s); it stays open, with what was wrong, until that is done. */
export function Ask<I extends object>({
  open,
  title,
  action,
  onClose,
  initial,
  danger = false,
  ok,
  form: given,
  children,
}: {
  open: boolean;
  title: string;
  action: Asked<I>;
  onClose: () => void;
  initial?: Partial<I>;
  danger?: boolean;
  ok?: string;
  form?: FormInstance<I>;
  children?: ReactNode;
}) {
  const words = useWords(common);
  // Its fields are no other form's of the same page.
  const id = useId();
  const [own] = Form.useForm<I>();
  const form = given ?? own;
  const atFields = useFaultsAtFields(form, open ? action.problem : undefined);
  const close = () => {
    action.forget();
    onClose();
  };
  return (
    <Modal
      open={open}
      title={title}
      okText={ok ?? words.confirm}
      cancelText={words.cancel}
      okButtonProps={{ danger, loading: action.pending }}
      onOk={form.submit}
      onCancel={close}
      destroyOnHidden
      forceRender={false}
    >
      <Form
        name={id}
        form={form}
        layout="vertical"
        preserve={false}
        requiredMark={false}
        {...(initial && { initialValues: initial })}
        onFinish={action.run}
      >
        {children}
      </Form>
      <ProblemAlert of={action.problem} shownAtFields={atFields} />
    </Modal>
  );
}
