import { useState } from 'react';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { useLogin } from '../session.ts';
import { useMayAct } from '../parts/may-act.ts';
import { useDelegations } from './delegations-of.ts';
import { AddStaff, ChangeStaff, ResetStaff, SwitchStaff } from './staff-deeds.tsx';
import { InvitationLink } from './staff-link.tsx';
import { staffWords } from './staff-words.ts';
import { bureauWords } from './words.ts';

type Member = Schemas['StaffMember'];

/** Who works here, and how each comes in. */
export function StaffPage() {
  const words = useWords(staffWords);
  const area = useWords(bureauWords);
  const labels = useLabels();
  const { nameOfNo } = useDelegations();
  const staff = usePages('/bureau/staff');
  // Told once: it is nowhere else.
  const [invited, setInvited] = useState<Schemas['InvitedStaffMember']>();
  return (
    <Page title={area.staff} actions={<AddStaff onInvited={setInvited} />}>
      <InvitationLink of={invited} onClose={() => setInvited(undefined)} />
      <ListTable<Member>
        of={staff}
        rowKey="login"
        label={words.list}
        empty={words.empty}
        columns={[
          { title: labels('login'), dataIndex: 'login' },
          {
            title: labels('role'),
            dataIndex: 'role',
            render: (role: Member['role'], { delegationNo }) => (
              <span className="lines">
                <span>{words[`${role}Role`]}</span>
                {delegationNo !== null && <span className="quiet">{nameOfNo(delegationNo)}</span>}
              </span>
            ),
          },
          { title: labels('mobile'), dataIndex: 'mobileMasked' },
          { title: words.unitAccount, dataIndex: 'unitAccount' },
          { title: words.access, dataIndex: 'disabled', render: (_, member) => <Access of={member} /> },
          {
            title: words.secondFactor,
            dataIndex: 'hasSecondFactor',
            render: (isOn: boolean) => (isOn ? words.on : words.off),
          },
          {
            title: area.actions,
            key: 'actions',
            render: (_, member) => <Deeds of={member} onInvited={setInvited} />,
          },
        ]}
      />
    </Page>
  );
}

function Access({ of: { disabled, hasPassword, invitedUntil } }: { of: Member }) {
  const words = useWords(staffWords);
  const format = useFormat();
  if (disabled) return <StateTag tone="wrong">{words.disabled}</StateTag>;
  if (hasPassword) return <StateTag tone="done">{words.active}</StateTag>;
  if (invitedUntil === null) return <StateTag tone="over">{words.lapsed}</StateTag>;
  return (
    <span className="lines">
      <StateTag tone="waiting">{words.invited}</StateTag>
      <span className="quiet">{words.invitedUntil(format.time(invitedUntil))}</span>
    </span>
  );
}

/** Nobody changes themselves, and operators are the operators' own. */
function Deeds({ of: member, onInvited }: { of: Member; onInvited: (invited: Schemas['InvitedStaffMember']) => void }) {
  const words = useWords(staffWords);
  const login = useLogin();
  if (!useMayAct()) return null;
  if (member.login === login?.account) return <span className="quiet">{words.self}</span>;
  if (member.role === 'operator') return <span className="quiet">{words.byOperators}</span>;
  return (
    <span className="buttons">
      <ChangeStaff of={member} />
      {!member.disabled && <ResetStaff of={member} onInvited={onInvited} />}
      <SwitchStaff of={member} />
    </span>
  );
}
