import { Button, Form, Result } from 'antd';
import { Link, useParams } from 'wouter';
import { useAction } from '../client/action.ts';
import { api, client } from '../client/client.ts';
import { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';
import { NewPassword } from './new-password.tsx';

/** Where the link of an invitation leads: a member of staff sets the own password, once. */
export default function StaffInvitationPage() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const format = useFormat();
  const { token } = useParams<{ token: string }>();
  const path = { token };
  const [form] = Form.useForm<{ newPassword: string; password: string }>();
  const query = api.useQuery('get', '/staff-invitations/{token}', { params: { path } }, { staleTime: Infinity });
  const accept = useAction((_once, { password }: { password: string }) =>
    client.POST('/staff-invitations/{token}', { params: { path }, body: { password } }).then(() => ({ data: true })),
  );
  const atFields = useFaultsAtFields(form, accept.problem);
  const gone = [query.error, accept.problem].some((error) => error instanceof Problem && error.status === 404);
  const isShort = query.error instanceof Problem && query.error.status === 400;
  return (
    <Page title={words.invitation}>
      <div className="card narrow">
        {gone || isShort ? (
          <Result status="warning" title={words.noInvitation} subTitle={words.noInvitationHelp} />
        ) : accept.data ? (
          <div role="status">
            <Result
              status="success"
              title={words.passwordIsSet}
              extra={
                <Link href="/login" className="as-button first">
                  {words.logIn}
                </Link>
              }
            />
          </div>
        ) : (
          <Reading of={query}>
            {({ login, role, expiresAt }) => (
              <Form form={form} layout="vertical" onFinish={accept.run} requiredMark={false}>
                <p>
                  <strong>{words.invitationOf(login, words[role])}</strong>
                  <br />
                  <span className="quiet">{words.validUntil(format.time(expiresAt))}</span>
                </p>
                {/* For the browser's own keeping of passwords. */}
                <input type="hidden" autoComplete="username" value={login} readOnly />
                <NewPassword name="password" ownWords={[login]} />
                <ProblemAlert of={accept.problem} shownAtFields={atFields} />
                <Button type="primary" htmlType="submit" loading={accept.pending} block>
                  {words.setPassword}
                </Button>
              </Form>
            )}
          </Reading>
        )}
      </div>
    </Page>
  );
}
