import fc from 'fast-check';
import { createEngine } from '../../api/temporal.ts';
import type { Store } from '../../db/knex.ts';
import { raceActivities } from '../races/guards.ts';
import { createFakeProvider } from '../races/provider.ts';
import type { Step } from '../races/step.ts';
import { uscc } from '../support/fixtures.ts';
import { newOrderNo } from '../support/order-fixture.ts';
import type { Lives } from './life.ts';
import { applicants, registrationSequences } from './registration-commands.ts';
import { withoutRegistrationGuard } from './registration-guards.ts';
import { checkRegistrations, type SentText } from './registration-invariants.ts';
import { createRegistrationLife, type RegistrationLife } from './registration-life.ts';
import { world } from './virtual-time.ts';
import { Violation } from './workflow-run.ts';

type Steps = readonly Step<RegistrationLife>[];
type Sequence = [Steps, Steps];

const day = 86_400_000;

/** Registrations in virtual time, from account to the edition's end. */
export async function registrationLives(store: Store, guard?: string): Promise<Lives<Sequence>> {
  const { knex } = store;
  const texts: SentText[] = [];
  const send = async ({ mobile, template, outId }: { mobile: string; template: string; outId: string }) => {
    texts.push({ mobile, template, outId, at: world.now });
    return { status: 'sent', providerId: outId } as const;
  };
  const { localActivities, payments, taxPlatform, sms, courier } = withoutRegistrationGuard(
    raceActivities({ store, provider: createFakeProvider(), guard: undefined, texts: { send } }),
    store,
    guard,
  );
  const staff = new Map((await knex('staff').select('login', 'staffId')).map((row) => [row.login, row.staffId]));
  const delegationIds = await knex('delegations')
    .where({ edition: '2' })
    .whereIn('no', [2, 3])
    .orderBy('no')
    .pluck('delegationId');
  let lives = 0;

  return {
    local: localActivities as never,
    remote: { ...payments, ...taxPlatform, ...sms, ...courier } as never,
    sequences: registrationSequences as fc.Arbitrary<Sequence>,
    async live([beginning, sequence], { simulation, random, ask, client, walk, openRuns }) {
      const { server, pump } = simulation;
      texts.length = 0;
      const no = ++lives;
      const at = (days: number) => new Date(world.now + days * day);
      const closes = 5 + random.int(30);
      await knex('editions')
        .where({ edition: '2' })
        .update({
          registrationOpensAt: at(-30),
          registrationClosesAt: at(closes),
          expoClosesAt: at(closes + 20),
          twoLevelReview: random.chance(0.5),
          reviewRepeatDays: 2 + random.int(20),
        });
      const scarceCode = `SCARCE-${no}`;
      await knex('invitation_codes').insert({
        edition: '2',
        code: scarceCode,
        delegationId: delegationIds[1]!,
        capacity: 1 + random.int(2),
        validFrom: at(-30),
      });
      const life = createRegistrationLife({
        store,
        engine: createEngine({ client }),
        client,
        ask,
        pump,
        kill: simulation.kill,
        staff,
        // The first two want one account.
        accounts: Array.from({ length: applicants }, (_, index) => uscc(no * 10 + Math.max(index, 1))),
        scarceCode,
        delegationIds,
        personNo: (n) => no * 10 + n,
        newOrderNo,
        closesAt: at(closes),
      });
      await walk(life, [...beginning, ...sequence]);
      await life.settle(() => openRuns().length > 0);
      if (openRuns().length > 0) throw new Violation(`Not at rest: ${openRuns().join()}`);
      return checkRegistrations(store, { scarceCode, texts, runs: server.runs, requests: life.requests });
    },
  };
}
