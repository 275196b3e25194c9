import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Radio, Select } from 'antd';
import { shownStates } from '../../domain/registration.ts';
import { useAction } from '../client/action.ts';
import { download } from '../client/download.ts';
import { useWords } from '../language.ts';
import { attendeeStateWords, optionsOf, registrationStateWords } from '../parts/codes.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { exportWords } from './export-words.ts';
import { delegationWords } from './words.ts';

type What = 'registrations' | 'attendees';

interface Written {
  state?: string;
  format: 'xlsx' | 'csv';
}

/** Units and people as tables to keep; each time is on record, and the file says whose it is. */
export function ExportsPage() {
  const words = { ...useWords(delegationWords), ...useWords(exportWords) };
  const states = useWords(registrationStateWords);
  const people = useWords(attendeeStateWords);
  return (
    <Page title={words.exports}>
      <Alert className="told" type="info" showIcon title={words.notice} />
      <div className="exports">
        <Export what="registrations" states={optionsOf(states, shownStates)} />
        <Export what="attendees" states={optionsOf(people)} />
      </div>
    </Page>
  );
}

const helps = { registrations: 'registrationsHelp', attendees: 'attendeesHelp' } as const;

function Export({ what, states }: { what: What; states: { value: string; label: string }[] }) {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(exportWords) };
  const take = useAction(async (_once, { state, format }: Written) => {
    const query = new URLSearchParams({ format, ...(state ? { state } : {}) });
    await download(`/review/${what}/export?${query.toString()}`, `${what}.${format}`);
    return { data: true };
  });
  return (
    <section className="card" aria-labelledby={what}>
      <h2 id={what} className="first">
        {words[what]}
      </h2>
      <p className="quiet">{words[helps[what]]}</p>
      <Form<Written> name={what} layout="vertical" initialValues={{ format: 'xlsx' }} onFinish={take.run}>
        <Form.Item name="state" label={words.stateOf}>
          <Select allowClear placeholder={words.all} options={states} />
        </Form.Item>
        <Form.Item name="format" label={words.format}>
          <Radio.Group
            options={[
              { value: 'xlsx', label: words.xlsx },
              { value: 'csv', label: words.csv },
            ]}
          />
        </Form.Item>
        <ProblemAlert of={take.problem} />
        <div className="buttons">
          <Button
            type="primary"
            htmlType="submit"
            icon={<DownloadOutlined aria-hidden />}
            loading={take.pending}
            aria-label={words.exportOf(words[what])}
          >
            {words.export}
          </Button>
          {take.data && <span role="status">{words.taken}</span>}
        </div>
      </Form>
    </section>
  );
}
