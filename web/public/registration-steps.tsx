import { Form, Input, Radio } from 'antd';
import { useEffect } from 'react';
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
  region: 0,
  category: 0,
  uscc: 1,
  country: 1,
  businessNo: 1,
  invitationCode: 2,
  mobile: 3,
  mobileProof: 3,
};
const stepOfCode: Readonly<Partial<Record<Problem['code'], number>>> = {
  unit_already_registered: 1,
  uscc_invalid: 1,
  country_contradicts: 1,
  invitation_code_unknown: 2,
  invitation_code_exhausted: 2,
  invitation_code_expired: 2,
  invitation_code_required: 2,
  mobile_proof_required: 3,
  code_invalid: 3,
};
const lastStep = 4;

function stepOf({ code, faults }: Problem): number {
  const steps = faults.map(({ path }) => stepOfField[path.split('.')[0]!] ?? lastStep);
  return steps.length > 0 ? Math.min(...steps) : (stepOfCode[code] ?? lastStep);
}

/** The five steps; each is there all the time, so that nothing typed is lost on the way back. */
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
  const [unit] = Form.useForm<{ region: Region; category: UnitCategory }>();
  const [account] = Form.useForm<{ uscc?: string; country?: string; businessNo?: string }>();
  const [invitation] = Form.useForm<{ has: boolean; invitationCode?: string }>();
  const [reach] = Form.useForm<{ mobile: string; mobileProof?: { requestId: string; code: string } }>();
  const [secret] = Form.useForm<{ password: string; again: string; acceptPrivacyTerms: boolean }>();
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
      enterAs(opened);
      onOpened(opened);
    },
  });
  const { problem } = open;
  useEffect(() => {
    if (problem) onStep(stepOf(problem));
  }, [problem, onStep]);

  const submit = () => {
    const { password, acceptPrivacyTerms } = secret.getFieldsValue();
    const { invitationCode } = invitation.getFieldsValue();
    open.run({
      ...unit.getFieldsValue(),
      ...account.getFieldsValue(),
      ...reach.getFieldsValue(),
      ...(hasCode && invitationCode ? { invitationCode } : {}),
      password,
      acceptPrivacyTerms,
    } as Body);
  };
  const of = (index: number) => ({
    isCurrent: step === index,
    problem,
    ...(index > 0 ? { onBack: () => onStep(index - 1) } : {}),
    onNext: () => {
      open.forget();
      onStep(index + 1);
    },
  });
  const choices = <V extends Region | UnitCategory>(values: readonly V[]) =>
    values.map((value) => ({ value, label: words[value] }));
  return (
    <>
      <RegistrationStep {...of(0)} title={words.stepUnit} form={unit}>
        <Form.Item name="region" label={words.region} initialValue="mainland">
          <Radio.Group vertical options={choices(regions)} />
        </Form.Item>
        <Form.Item name="category" label={words.category} initialValue="enterprise">
          <Radio.Group vertical options={choices(unitCategories)} />
        </Form.Item>
      </RegistrationStep>
      <RegistrationStep
        {...of(1)}
        title={words.stepAccount}
        form={account}
        after={
          problem?.code === 'unit_already_registered' && (
            <p>
              {words.taken} <Link href="/login">{words.logIn}</Link> · <Link href="/dispute">{words.dispute}</Link>
            </p>
          )
        }
      >
        {region === 'mainland' ? <UsccField /> : <BusinessFields region={region} />}
      </RegistrationStep>
      <RegistrationStep {...of(2)} title={words.stepCode} form={invitation}>
        <p>{needsCode ? words.invitationRequired : words.invitationOptional}</p>
        <Form.Item name="has" label={words.hasWhich} initialValue hidden={needsCode}>
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
          {words.askForCode} <Link href="/delegations">{words.contacts}</Link>
        </p>
      </RegistrationStep>
      <RegistrationStep {...of(3)} title={words.stepMobile} form={reach}>
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
        onNext={submit}
        next={words.submit}
        pending={open.pending}
      >
        <NewPassword name="password" ownWords={[uscc, businessNo, mobile]} />
        <Terms terms={edition.terms} />
      </RegistrationStep>
    </>
  );
}
