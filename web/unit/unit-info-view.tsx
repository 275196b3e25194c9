import { useLanguage, useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { usePlaces } from '../parts/places.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { Facts } from '../parts/facts.tsx';
import { formWords } from './form-words.ts';
import { SubjectList } from './subject-list.tsx';
import type { Registration } from './registration.ts';
import { unitWords } from './words.ts';

/** Who the unit is: what its account and its delegation say, not the form. */
export function UnitStanding({ registration }: { registration: Registration }) {
  const words = { ...useWords(unitWords), ...useWords(formWords) };
  const language = useLanguage();
  const labelAt = useLabels();
  const { account, category, delegation, invitationCode } = registration;
  const name = delegation && (language === 'zh' ? delegation.nameZh : delegation.nameEn);
  return (
    <Facts
      of={[
        [words.uscc, account],
        [words.categoryOfUnit, words[category]],
        [words.delegationOfUnit, name ?? words.notAllocated],
        [labelAt('invitationCode'), invitationCode],
      ]}
    />
  );
}

/** The unit information as the confirm page shows it (G4.1). */
export function UnitInfoView({ registration }: { registration: Registration }) {
  const words = { ...useWords(unitWords), ...useWords(formWords) };
  const labelAt = useLabels();
  const { list, tenThousands } = useFormat();
  const natures = useVocabulary('natures');
  const modes = useVocabulary('import-modes');
  const positions = useVocabulary('positions');
  const info = registration.unitInfo ?? {};
  const { address = {}, contact = {} } = info;
  const { place } = usePlaces();
  return (
    <div className="card">
      <UnitStanding registration={registration} />
      <Facts
        missing={<span className="quiet">{words.notFilledIn}</span>}
        of={[
          [labelAt('unitInfo.name'), info.name],
          [labelAt('unitInfo.address'), place(address) || undefined],
          [
            labelAt('unitInfo.registeredCapital'),
            info.registeredCapital !== undefined && words.capital(tenThousands(info.registeredCapital)),
          ],
          [labelAt('unitInfo.nature'), info.nature && natures.word(info.nature)],
          [
            labelAt('unitInfo.listed'),
            info.listed === undefined ? undefined : info.listed ? words.listedYes : words.listedNo,
          ],
          [labelAt('unitInfo.industryInvitationCode'), info.industryInvitationCode],
          [labelAt('contact.name'), contact.name],
          [labelAt('contact.sex'), contact.sex && words[contact.sex]],
          [labelAt('contact.mobile'), contact.mobile],
          [labelAt('contact.department'), contact.department],
          [labelAt('contact.position'), contact.position && positions.word(contact.position)],
          [labelAt('contact.phone'), contact.phone],
          [labelAt('contact.email'), contact.email],
          [labelAt('unitInfo.turnover'), info.turnover !== undefined && words.dollars(tenThousands(info.turnover))],
          [
            labelAt('unitInfo.importValue'),
            info.importValue !== undefined && words.dollars(tenThousands(info.importValue)),
          ],
          [labelAt('unitInfo.importModes'), info.importModes && list(info.importModes.map(modes.word))],
          [labelAt('unitInfo.industries'), <SubjectList key="industries" of={info.industries} />],
        ]}
      />
    </div>
  );
}
