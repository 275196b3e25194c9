import { Link } from 'wouter';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { invitationCodeWords } from './invitation-code-words.ts';
import { delegationWords } from './words.ts';

/** Which units came with one code, and what became of its places. */
export function InvitationCodePage({ code }: { code: string }) {
  const words = { ...useWords(delegationWords), ...useWords(invitationCodeWords) };
  const format = useFormat();
  const uses = usePages('/invitation-codes/{code}/uses', {}, { code });
  return (
    <Page title={words.usesOf(code)} actions={<Link href="/invitation-codes">{words.back}</Link>}>
      <ListTable
        of={uses}
        rowKey={({ registrationId, kind, at }) => registrationId + kind + at}
        label={words.uses}
        empty={words.noUses}
        columns={[
          {
            title: words.unitName,
            render: (_, { registrationId, unitName }) => (
              <Link href={`/registrations/${registrationId}`}>{unitName ?? words.noName}</Link>
            ),
          },
          { title: words.account, dataIndex: 'account' },
          {
            title: words.kind,
            render: (_, { kind }) => <StateTag tone={kind === 'released' ? 'over' : 'done'}>{words[kind]}</StateTag>,
          },
          { title: words.at, render: (_, { at }) => format.time(at) },
        ]}
      />
    </Page>
  );
}
