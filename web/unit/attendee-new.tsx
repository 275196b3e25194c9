import { App, Button, Form } from 'antd';
import { useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { keep, readKept } from '../parts/kept.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { useLogin } from '../session.ts';
import { AttendeeFields } from './attendee-form.tsx';
import type { List } from './attendee-list.ts';
import { attendeeWords } from './attendee-words.ts';
import { filledIn } from './filled-in.ts';
import { unitWords } from './words.ts';

/** Somebody new in one of the lists; their photo comes next, on their own page. */
export function NewAttendeePage({ list }: { list: List }) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(attendeeWords) };
  const [, go] = useLocation();
  const { message } = App.useApp();
  const [form] = Form.useForm<object>();
  const keptAs = `attendee ${useLogin()?.account} ${list}`;
  const [kept] = useState(() => readKept<object>(keptAs));
  const goesOn = useRef(false);
  const add = useAction(
    (once, body: Schemas['AttendeeForm']) => client.POST('/attendees', { params: { header: once }, body }),
    {
      changes: ['/attendees', '/registration'],
      onDone: ({ attendeeId }) => {
        keep(keptAs, undefined);
        if (!goesOn.current) {
          void message.success(words.savedNew);
          go(`/attendees/${attendeeId}`);
          return;
        }
        void message.success(words.saved);
        form.setFieldsValue(Object.fromEntries(Object.keys(form.getFieldsValue()).map((name) => [name, undefined])));
        form.focusField(list === 'overseas' ? 'surname' : 'name');
      },
    },
  );
  const atFields = useFaultsAtFields(form, add.problem);
  return (
    <Page title={words.newIn(words[list])} actions={<Link href={`/attendees?list=${list}`}>{words.back}</Link>}>
      <Form
        form={form}
        className="card"
        layout="vertical"
        requiredMark={false}
        initialValues={kept}
        onValuesChange={(_, typed: object) => keep(keptAs, typed)}
        scrollToFirstError={{ block: 'center', focus: true }}
        onFinish={(values) => add.run({ ...filledIn(values), list } as Schemas['AttendeeForm'])}
      >
        <AttendeeFields list={list} form={form} />
        <ProblemAlert of={add.problem} shownAtFields={atFields} />
        <div className="buttons">
          <Button type="primary" htmlType="submit" loading={add.pending} onClick={() => (goesOn.current = false)}>
            {words.save}
          </Button>
          <Button htmlType="submit" loading={add.pending} onClick={() => (goesOn.current = true)}>
            {words.saveAndNext}
          </Button>
        </div>
      </Form>
    </Page>
  );
}
