import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import bcrypt from 'bcryptjs';
import type { Config } from '../../config.ts';
import { ours } from '../../stack/parts.ts';
import { createVisitor, type Visitor } from './http.ts';
import { proveMobile } from './mobile-proof.ts';
import { createCast, procurementIntent } from './people.ts';

type Step = (rule: string, done: string, next: string) => void;

interface Scene {
  config: Config;
  api: string;
  step: Step;
  seed: string;
}

async function decide(reviewer: Visitor, registrationId: string, decision: object): Promise<string> {
  const path = `/review/registrations/${registrationId}`;
  const { version } = await reviewer.get(path);
  return (await reviewer.expect(200, 'POST', `${path}/decision`, { ...decision, version })).state as string;
}

/** An enterprise without a code: its mobile proved, placed by its address, returned with a reason at a field, corrected, approved, its code filled in. */
export async function walkWithoutCode({ config, api, step, seed }: Scene, delegation: Visitor): Promise<void> {
  const { uscc, mobile, password, unitInfo } = createCast(`${seed}:without-code`);
  const unit = createVisitor(api);
  const mobileProof = await proveMobile({ visitor: unit, sandboxUrl: config.sandboxUrl }, mobile);
  const { registrationId, token } = await unit.expect(201, 'POST', '/registrations', {
    region: 'mainland',
    category: 'enterprise',
    uscc,
    mobile,
    mobileProof,
    password,
    acceptPrivacyTerms: true,
  });
  unit.holds(token);
  await unit.expect(200, 'PUT', '/registration/unit-info', unitInfo);
  const { missing } = await unit.get('/registration/confirmation');
  await unit.expect(200, 'PUT', '/registration/procurement-intent', procurementIntent);
  await unit.expect(200, 'POST', '/registration/submit', {});
  const allocated = await unit.get('/registration');
  step(
    'G1.2',
    `the enterprise ${uscc} came without a code, proved its mobile by the code of a text (the confirm view asked for ${missing.join(', ')}) and submitted`,
    `its address in ${unitInfo.address.city} gave it to ${allocated.delegation.nameZh}`,
  );

  const fields = [{ path: 'unitInfo.registeredCapital', reason: '注册资本与执照不符' }];
  const returned = await decide(delegation, registrationId, { decision: 'return', reason: '请核对后重新提交', fields });
  const { returnedFields, round } = await unit.get('/registration');
  step(
    'G4.3',
    `the delegation ${returned} it, round ${round}`,
    `the unit reads at ${returnedFields[0].path}: ${returnedFields[0].reason}`,
  );

  await unit.expect(200, 'PUT', '/registration/unit-info', { ...unitInfo, registeredCapital: 210 });
  await unit.expect(200, 'POST', '/registration/submit', {});
  const approved = await decide(delegation, registrationId, { decision: 'approve' });
  const registration = await unit.get('/registration');
  step(
    'G4.3, G1.2',
    `corrected and submitted again, round ${registration.round}: ${approved}`,
    `the system filled in the delegation's code ${registration.invitationCode}`,
  );
}

/** A visitor of the edition before: the old account is imported and comes back by its password, its old form in the new draft. */
export async function walkFromPreviousEdition({ config, api, step, seed }: Scene): Promise<void> {
  const { uscc, mobile, password, unitInfo } = createCast(`${seed}:first-edition`);
  const folder = join(config.dataDir, 'tour');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `first-edition-${uscc}.csv`);
  const row = {
    account: uscc,
    region: 'mainland',
    category: 'enterprise',
    mobile,
    password_hash: await bcrypt.hash(password, 10),
    name: unitInfo.name,
    province: unitInfo.address.province,
    city: unitInfo.address.city,
    nature: unitInfo.nature,
  };
  writeFileSync(file, `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`, { mode: 0o600 });
  const { command, args } = ours('stack/import-previous-edition.ts', file);
  const said = execFileSync(command, args, {
    env: { ...process.env, DATA_DIR: config.dataDir },
    encoding: 'utf8',
  }).trim();

  const unit = createVisitor(api);
  const { token } = await unit.expect(201, 'POST', '/first-edition/password', {
    account: uscc,
    password,
    acceptPrivacyTerms: true,
  });
  unit.holds(token);
  const draft = await unit.get('/registration');
  step(
    'G2.1',
    `import:previous-edition: ${said} The visitor ${uscc} came back by the old password`,
    `the draft has ${draft.unitInfo.name}; ${draft.missing.length} fields are still to be filled in`,
  );
  await unit.expect(200, 'PUT', '/registration/unit-info', unitInfo);
  await unit.expect(200, 'PUT', '/registration/procurement-intent', procurementIntent);
  const { state } = await unit.expect(200, 'POST', '/registration/submit', {});
  step('G2.2', `completed and submitted: ${state}`, 'the delegation of its address reviews it like any other');
}
