import { Checkbox, Form } from 'antd';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Deed } from './deed.tsx';
import { useDelegations } from './delegations-of.ts';
import { ChoiceField, LineField } from './fields.tsx';
import { staffWords } from './staff-words.ts';

type Member = Schemas['StaffMember'];
type Invited = Schemas['InvitedStaffMember'];

const changes = ['/bureau/staff'];

interface NewMember {
  login: string;
  role: Member['role'];
  delegationNo?: number;
  mobile?: string;
  unitAccount?: string;
  withLink?: boolean;
}

/** What was typed; what was left empty is not there. */
const typed = <T extends object>(input: T): T =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== '')) as T;

export function AddStaff({ onInvited }: { onInvited: (invited: Invited) => void }) {
  const words = useWords(staffWords);
  return (
    <Deed<NewMember, Invited>
      name={words.add}
      kind="primary"
      changes={changes}
      initial={{ role: 'delegation' }}
      send={(header, input) => client.POST('/bureau/staff', { params: { header }, body: typed(input) })}
      told={({ link }) => (link === undefined ? words.sent : words.linkMade)}
      onDone={onInvited}
    >
      <p>{words.addHelp}</p>
      <NewMemberFields />
    </Deed>
  );
}

function NewMemberFields() {
  const words = useWords(staffWords);
  const { options } = useDelegations();
  const role = Form.useWatch('role', Form.useFormInstance<NewMember>());
  return (
    <>
      <LineField name="login" max={100} />
      <ChoiceField
        name="role"
        options={(['delegation', 'bureau', 'auditor'] as const).map((value) => ({
          value,
          label: words[`${value}Role`],
        }))}
      />
      {role === 'delegation' && <ChoiceField name="delegationNo" label={words.ofDelegation} options={options} />}
      <LineField name="mobile" max={40} optional />
      <LineField name="unitAccount" label={words.unitAccount} max={100} optional />
      <WithLink />
    </>
  );
}

function WithLink() {
  const { withLink } = useWords(staffWords);
  return (
    <Form.Item name="withLink" valuePropName="checked">
      <Checkbox>{withLink}</Checkbox>
    </Form.Item>
  );
}

export function ChangeStaff({ of: { login, mobileMasked, unitAccount } }: { of: Member }) {
  const words = useWords(staffWords);
  return (
    <Deed
      name={words.change}
      of={login}
      changes={changes}
      initial={unitAccount === null ? {} : { unitAccount }}
      send={(_, input: { mobile?: string; unitAccount?: string; removeMobile?: boolean }) =>
        client.PATCH('/bureau/staff/{login}', {
          params: { path: { login } },
          body: {
            unitAccount: input.unitAccount || null,
            ...(input.removeMobile ? { mobile: null } : typed({ mobile: input.mobile ?? '' })),
          },
        })
      }
    >
      <p>
        {words.changeHelp} {mobileMasked !== null && words.mobileNow(mobileMasked)}
      </p>
      <LineField name="mobile" max={40} optional />
      {mobileMasked !== null && (
        <Form.Item name="removeMobile" valuePropName="checked">
          <Checkbox>{words.removeMobile}</Checkbox>
        </Form.Item>
      )}
      <LineField name="unitAccount" label={words.unitAccount} max={100} optional />
      <p className="quiet">{words.unitAccountHelp}</p>
    </Deed>
  );
}

export function ResetStaff({ of: { login }, onInvited }: { of: Member; onInvited: (invited: Invited) => void }) {
  const words = useWords(staffWords);
  return (
    <Deed<{ withLink?: boolean }, Invited>
      name={words.reset}
      of={login}
      changes={changes}
      send={(header, input) =>
        client.POST('/bureau/staff/{login}/invitation', {
          params: { path: { login }, header },
          body: typed(input),
        })
      }
      told={({ link }) => (link === undefined ? words.sent : words.linkMade)}
      onDone={onInvited}
    >
      <p>{words.resetHelp}</p>
      <WithLink />
    </Deed>
  );
}

export function SwitchStaff({ of: { login, disabled } }: { of: Member }) {
  const words = useWords(staffWords);
  return (
    <Deed
      name={disabled ? words.enable : words.disable}
      of={login}
      kind={disabled ? 'default' : 'danger'}
      changes={changes}
      send={() => client.PATCH('/bureau/staff/{login}', { params: { path: { login } }, body: { disabled: !disabled } })}
    >
      <p>{disabled ? words.enableHelp : words.disableHelp}</p>
    </Deed>
  );
}
