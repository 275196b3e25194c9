import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { DelegationFilter } from './delegation-filter.tsx';
import { invitationCodeWords } from './invitation-code-words.ts';
import { useMayAct } from '../parts/may-act.ts';
import { NewInvitationCode } from './new-invitation-code.tsx';
import { useDelegationName } from './own-delegations.ts';
import { delegationWords } from './words.ts';

type InvitationCode = Schemas['InvitationCode'];

const tones = {
  valid: 'done',
  notYet: 'waiting',
  over: 'over',
  usedUp: 'over',
  revoked: 'wrong',
} as const satisfies Record<string, Tone>;

/** Whether a unit can come with the code now, or why not. */
function stateOf({ revokedAt, validFrom, validUntil, capacity, used }: InvitationCode): keyof typeof tones {
  const now = Date.now();
  if (revokedAt !== null) return 'revoked';
  if (validUntil !== null && Date.parse(validUntil) <= now) return 'over';
  if (Date.parse(validFrom) > now) return 'notYet';
  return capacity !== null && used >= capacity ? 'usedUp' : 'valid';
}

/** The codes by which units come to the delegation and those below it (G1.1). */
export function InvitationCodesPage() {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(invitationCodeWords) };
  const format = useFormat();
  const nameOf = useDelegationName();
  const mayAct = useMayAct();
  const [filter, change] = useFilter(['delegation']);
  const [isMaking, make] = useState(false);
  const delegation = Number(filter.delegation);
  const list = usePages('/invitation-codes', delegation > 0 ? { delegation } : {});
  const revoke = useAction(
    (once, code: string) =>
      client.POST('/invitation-codes/{code}/revoke', { params: { path: { code }, header: once } }),
    { changes: ['/invitation-codes'] },
  );
  return (
    <Page
      title={words.invitationCodes}
      actions={
        mayAct && (
          <Button type="primary" onClick={() => make(true)}>
            {words.make}
          </Button>
        )
      }
    >
      {!mayAct && <p className="quiet">{words.readOnly}</p>}
      <NewInvitationCode open={isMaking} onClose={() => make(false)} />
      <div className="filters">
        <DelegationFilter value={filter.delegation} onChange={(next) => change({ delegation: next })} />
      </div>
      <ProblemAlert of={revoke.problem} />
      <ListTable
        of={list}
        rowKey="code"
        label={words.invitationCodes}
        empty={words.empty}
        columns={[
          {
            title: words.code,
            render: (_, { code }) => (
              <Link href={`/invitation-codes/${encodeURIComponent(code)}`} className="code">
                {code}
              </Link>
            ),
          },
          {
            title: words.stateOf,
            render: (_, each) => <StateTag tone={tones[stateOf(each)]}>{words[stateOf(each)]}</StateTag>,
          },
          {
            title: words.used,
            className: 'number',
            render: (_, { used, capacity }) =>
              words.usedOf(used, capacity === null ? words.unlimited : format.number(capacity)),
          },
          { title: words.ofDelegation, render: (_, each) => nameOf(each.delegation) },
          {
            title: words.validity,
            render: (_, { validFrom, validUntil }) => (
              <div className="who-it-is">
                {words.from(format.time(validFrom))}
                <span className="quiet">{validUntil ? words.until(format.time(validUntil)) : words.forever}</span>
              </div>
            ),
          },
          { title: words.createdBy, dataIndex: 'createdBy' },
          ...(mayAct
            ? [
                {
                  title: words.deeds,
                  render: (_: unknown, { code, revokedAt }: InvitationCode) =>
                    revokedAt === null && (
                      <Popconfirm
                        title={words.revokeOf(code)}
                        description={words.revokeHelp}
                        okText={words.revoke}
                        cancelText={words.cancel}
                        onConfirm={() => revoke.run(code)}
                      >
                        <Button size="small" danger aria-label={words.revokeOf(code)}>
                          {words.revoke}
                        </Button>
                      </Popconfirm>
                    ),
                },
              ]
            : []),
        ]}
      />
    </Page>
  );
}
