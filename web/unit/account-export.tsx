import { Alert, Button } from 'antd';
import { Link } from 'wouter';
import { useAction } from '../client/action.ts';
import { download } from '../client/download.ts';
import { useWords } from '../language.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { accountWords } from './account-words.ts';

/** A copy of everything that is stored of the unit, unmasked. */
export function AccountExport() {
  const words = useWords(accountWords);
  const fetched = useAction(async (_once, path: '/account/export') => {
    await download(path, 'account.zip');
    return { data: true };
  });
  return (
    <section className="card" aria-labelledby="export">
      <h2 id="export">{words.exporting}</h2>
      <p>{words.exportHelp}</p>
      <ProblemAlert of={fetched.problem} />
      {fetched.problem && 'code' in fetched.problem && fetched.problem.code === 'login_too_old' && (
        <p>
          <Link href="~/app/login?next=/unit/account">{words.logInAgain}</Link>
        </p>
      )}
      {fetched.pending && <p role="status">{words.exportComing}</p>}
      {fetched.data && <Alert type="success" showIcon role="status" title={words.exportDone} />}
      <Button loading={fetched.pending} onClick={() => fetched.run('/account/export')}>
        {words.exportNow}
      </Button>
    </section>
  );
}
