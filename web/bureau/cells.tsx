import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { listWords, sexWords } from '../parts/codes.ts';
import { useOrigin } from '../parts/places.ts';
import { bureauWords } from './words.ts';

/** As the lists of badges and those of a unit have them. */
type Person = Pick<
  Schemas['Attendee'],
  'list' | 'sex' | 'residence' | 'region' | 'country' | 'attendeeId' | 'name' | 'documentMasked'
>;

/** Who it is, and by which document. */
export function PersonCell({ of: person }: { of: Person }) {
  return (
    <span className="lines">
      <Link href={`/corrections/${person.attendeeId}`}>{person.name}</Link>
      <span>{person.documentMasked}</span>
    </span>
  );
}

/** On which list, of which sex, from where. */
export function OriginCell({ of: person }: { of: Omit<Person, 'attendeeId' | 'name' | 'documentMasked'> }) {
  const lists = useWords(listWords);
  const sexes = useWords(sexWords);
  const origin = useOrigin();
  return (
    <span className="lines held">
      <span>
        {lists[person.list]} · {sexes[person.sex]}
      </span>
      <span className="quiet">{origin(person)}</span>
    </span>
  );
}

/** A unit by its name, leading to all that is known of it. */
export function UnitCell({
  of: unit,
}: {
  of: {
    registrationId: string;
    unitName: string | null;
    account?: string;
    delegation?: Schemas['DelegationLabel'] | null;
  };
}) {
  const { unnamed } = useWords(bureauWords);
  return (
    <span className="lines held">
      <Link href={`/registrations/${unit.registrationId}`}>{unit.unitName ?? unnamed}</Link>
      {unit.account !== undefined && <span className="quiet">{unit.account}</span>}
      {unit.delegation !== undefined && <DelegationName of={unit.delegation} />}
    </span>
  );
}

export function DelegationName({ of: delegation }: { of: Schemas['DelegationLabel'] | null }) {
  const language = useLanguage();
  const { noDelegation } = useWords(bureauWords);
  const name = delegation && (language === 'zh' ? delegation.nameZh : delegation.nameEn);
  return <span className="quiet">{delegation ? `${delegation.no} ${name}` : noDelegation}</span>;
}
