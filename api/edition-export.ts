import { stringify } from 'yaml';
import type { EditionPlan, PlannedDelegation } from '../domain/edition.ts';
import { inChina } from '../domain/edition-line.ts';

type Written = Record<string, unknown>;

function treeOf(delegations: readonly PlannedDelegation[], above: number | null): Written[] {
  return delegations
    .filter(({ parentNo }) => parentNo === above)
    .map(({ parentNo: _above, places, kind, ...own }) => {
      const children = treeOf(delegations, own.no);
      return {
        ...own,
        ...(kind === 'region' ? {} : { kind }),
        ...(places.length > 0 ? { places } : {}),
        ...(children.length > 0 ? { children } : {}),
      };
    });
}

/** The edition's file, as `readEditionFile` reads it. */
export function writeEditionFile(plan: EditionPlan): string {
  const { previousEdition, notices, smsTemplates, delegations, events, survey, ...settings } = plan;
  const said = Object.entries(notices).filter(([, { zh, en }]) => zh !== '' || en !== '');
  const { registrationOpensAt, registrationClosesAt, expoClosesAt } = settings;
  const written: Written = {
    ...settings,
    edition: Number(plan.edition) === 0 || plan.edition.startsWith('0') ? plan.edition : Number(plan.edition),
    ...(previousEdition === null ? {} : { previousEdition }),
    registrationOpensAt: inChina(registrationOpensAt),
    registrationClosesAt: inChina(registrationClosesAt),
    expoClosesAt: inChina(expoClosesAt),
    ...(said.length > 0 ? { notices: Object.fromEntries(said) } : {}),
    ...(Object.keys(smsTemplates).length > 0 ? { smsTemplates } : {}),
    delegations: treeOf(delegations, null),
    events: events.map(({ startsAt, endsAt, signUpClosesAt, cancelled, ...event }) => ({
      ...event,
      startsAt: inChina(startsAt),
      endsAt: inChina(endsAt),
      signUpClosesAt: inChina(signUpClosesAt),
      ...(cancelled ? { cancelled } : {}),
    })),
    survey: survey.map(({ options, required, ...question }) => ({
      ...question,
      ...(options.length > 0 ? { options } : {}),
      ...(required ? {} : { required }),
    })),
  };
  return stringify(written, { lineWidth: 0, aliasDuplicateObjects: false });
}
