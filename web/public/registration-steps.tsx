import { Form, Input, Radio } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import {
  invitationCodeRequired,
  mobileProofRequired,
  regions,
  unitCategories,
  type Region,
  type UnitCategory,
} from '../../domain/registration.ts';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import type { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { CodeFields } from '../parts/code-fields.tsx';
import { keep, readKept } from '../parts/kept.ts';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { BusinessFields, UsccField } from './account-fields.tsx';
import type { Edition } from './edition.ts';
import { MobileField, useMobile } from './mobile-field.tsx';
import { NewPassword } from './new-password.tsx';
import { enterAs, type Opened } from './registration-opened.tsx';
import { RegistrationStep } from './registration-step.tsx';
import { registrationWords } from './registration-words.ts';
import { Terms } from './terms.tsx';

type Body = Schemas['Opening'];

/** Which step has the field, or what the refusal of its own is about. */
const stepOfField: Readonly<Record<string, number>> = {
  acceptPrivacyTerms: 0,
  region: 1,
  category: 1,
  uscc: 2,
  country: 2,
  businessNo: 2,
  invitationCode: 3,
  mobile: 4,
  mobileProof: 4,
};
const stepOfCode: Readonly<Partial<Record<Problem['code'], number>>> = {
  unit_already_registered: 2,
  uscc_invalid: 2,
  country_contradicts: 2,
  invitation_code_unknown: 3,
  invitation_code_exhausted: 3,
  invitation_code_expired: 3,
  invitation_code_required: 3,
  mobile_proof_required: 4,
  code_invalid: 4,
};
const lastStep = 5;

const fieldOf = (path: string): string => path.split('.')[0]!;
const stepAt = (path: string): number => stepOfField[fieldOf(path)] ?? lastStep;

/** Everything typed but what is secret. */
interface Typed {
  terms: { acceptPrivacyTerms: boolean };
  unit: { region: Region; category: UnitCategory };
  account: { uscc?: string; country?: string; businessNo?: string };
  invitation: { has: boolean; invitationCode?: string };
  reach: { mobile: string };
}
const keptAs = 'registration';

function stepOf({ code, faults }: Problem): number {
  const steps = faults.map(({ path }) => stepAt(path));
  return steps.length > 0 ? Math.min(...steps) : (stepOfCode[code] ?? lastStep);
}

/** The six steps; each is there all the time, so that nothing typed is lost on the way back; and what was typed comes back with the page. */
export function RegistrationSteps({
  edition,
  step,
  onStep,
  onOpened,
}: {
  edition: Edition;
  step: number;
  onStep: (step: number) => void;
  onOpened: (opened: Opened) => void;
}) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const labels = useLabels();
  const [terms] = Form.useForm<Typed['terms']>();
  const [unit] = Form.useForm<Typed['unit']>();
  const [account] = Form.useForm<Typed['account']>();
  const [invitation] = Form.useForm<Typed['invitation']>();
  const [reach] = Form.useForm<Typed['reach'] & { mobileProof?: { requestId: string; code: string } }>();
  const [secret] = Form.useForm<{ password: string; again: string }>();
  const [kept] = useState(() => readKept<Typed>(keptAs));
  const [answered, setAnswered] = useState<readonly string[]>([]);
  const region = Form.useWatch('region', unit) ?? 'mainland';
  const category = Form.useWatch('category', unit) ?? 'enterprise';
  const needsCode = invitationCodeRequired({ region, category });
  const hasCode = (Form.useWatch('has', invitation) ?? true) || needsCode;
  const needsProof = mobileProofRequired({
    mobileProof: edition.mobileProof,
    invitationCode: hasCode ? 'given' : undefined,
  });
  const mobile = useMobile(reach);
  const uscc = Form.useWatch('uscc', account);
  const businessNo = Form.useWatch('businessNo', account);

  const open = useAction((header, body: Body) => client.POST('/registrations', { params: { header }, body }), {
    onDone: (opened) => {
      keep(keptAs, undefined);
      enterAs(opened);
      onOpened(opened);
    },
  });
  const { problem: refused } = open;
  useEffect(() => {
    setAnswered([]);
    if (refused) onStep(stepOf(refused));
  }, [refused, onStep]);
  // What was refused is told until it was changed.
  const isOpen = refused && (refused.faults.length > 0 ? refused.faults : [{ path: 'any' }]).some(isUnanswered);
  const problem = isOpen ? refused : undefined;
  function isUnanswered({ path }: { path: string }): boolean {
    return path === 'any' ? answered.length === 0 : !answered.includes(path);
  }

  const typed = (fields: string[]) => {
    const faults = refused?.faults.filter(({ path }) => fields.includes(fieldOf(path))) ?? [];
    const found = refused?.faults.length === 0 ? fields : faults.map(({ path }) => path);
    setAnswered((before) => [...before, ...found]);
    const { mobile: reached } = reach.getFieldsValue();
    const all = { terms, unit, account, invitation };
    const values = Object.entries(all).map(([name, form]) => [name, form.getFieldsValue() as object]);
    keep(keptAs, { ...Object.fromEntries(values), reach: { mobile: reached } });
  };
  const submit = () => {
    const { password } = secret.getFieldsValue();
    const { invitationCode } = invitation.getFieldsValue();
    open.run({
      ...unit.getFieldsValue(),
      ...account.getFieldsValue(),
      ...reach.getFieldsValue(),
      ...terms.getFieldsValue(),
      ...(hasCode && invitationCode ? { invitationCode } : {}),
      password,
    } as Body);
  };
  const of = (index: number) => ({
    isCurrent: step === index,
    problem,
    answered,
    onTyped: typed,
    leadTo: (path: string) => onStep(stepAt(path)),
    ...(index > 0 ? { onBack: () => onStep(index - 1) } : {}),
    onNext: () => onStep(index + 1),
  });
  const choices = <V extends Region | UnitCategory>(values: readonly V[]) =>
    values.map((value) => ({ value, label: words[value] }));
  return (
    <>
      <RegistrationStep {...of(0)} title={words.terms} form={terms} initial={kept.terms ?? {}}>
        <Terms terms={edition.terms} />
      </RegistrationStep>
      <RegistrationStep
        {...of(1)}
        title={words.stepUnit}
        form={unit}
        initial={{ region: 'mainland', category: 'enterprise', ...kept.unit }}
      >
        <Form.Item name="region" label={words.region}>
          <Radio.Group vertical options={choices(regions)} />
        </Form.Item>
        <Form.Item name="category" label={words.category}>
          <Radio.Group vertical options={choices(unitCategories)} />
        </Form.Item>
      </RegistrationStep>
      <RegistrationStep
        {...of(2)}
        title={words.stepAccount}
        form={account}
        initial={kept.account ?? {}}
        after={
          problem?.code === 'unit_already_registered' && (
            <p>
              {words.taken} <Link href="/login">{words.logIn}</Link> · <Link href="/dispute">{words.dispute}</Link>
            </p>
          )
        }
      >
        {region === 'mainland' ? <UsccField isOwn /> : <BusinessFields region={region} isOwn />}
      </RegistrationStep>
      <RegistrationStep {...of(3)} title={words.stepCode} form={invitation} initial={{ has: true, ...kept.invitation }}>
        <p>{needsCode ? words.invitationRequired : words.invitationOptional}</p>
        <Form.Item name="has" label={words.hasWhich} hidden={needsCode}>
          <Radio.Group
            options={[
              { value: true, label: words.hasCode },
              { value: false, label: words.hasNoCode },
            ]}
          />
        </Form.Item>
        {hasCode && (
          <Form.Item
            name="invitationCode"
            label={labels('invitationCode')}
            rules={[{ required: true, message: words.required }]}
          >
            <Input autoComplete="off" autoCapitalize="characters" spellCheck={false} />
          </Form.Item>
        )}
        <p className="quiet">
          {words.askForCode}{' '}
          <a href="/app/delegations" target="_blank" rel="noreferrer">
            {words.contacts}
          </a>
        </p>
      </RegistrationStep>
      <RegistrationStep {...of(4)} title={words.stepMobile} form={reach} initial={kept.reach ?? {}}>
        <MobileField />
        {needsProof ? (
          <>
            <p>{words.proof}</p>
            <CodeFields
              name={['mobileProof']}
              to={mobile}
              send={(to) => client.POST('/registrations/codes', { body: { mobile: to } })}
            />
          </>
        ) : (
          <p className="quiet">{edition.mobileProof === 'never' ? words.noProofAtAll : words.noProof}</p>
        )}
      </RegistrationStep>
      <RegistrationStep
        {...of(lastStep)}
        title={words.stepPassword}
        form={secret}
        initial={{}}
        onNext={submit}
        next={words.submit}
        pending={open.pending}
      >
        <NewPassword name="password" ownWords={[uscc, businessNo, mobile]} />
      </RegistrationStep>
    </>
  );
}
