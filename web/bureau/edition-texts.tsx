import { notificationKinds } from '../../domain/notification.ts';
import { useWords } from '../language.ts';
import { EditionPart, type Edition, type PartOf } from './edition-part.tsx';
import { editionWords } from './edition-words.ts';
import { LineField } from './fields.tsx';
import { textKindWords } from './text-kind-words.ts';

/** Kinds and languages whose code was left empty are sent under the usual one. */
function given({ smsTemplates }: Pick<Edition, 'smsTemplates'>): Pick<Edition, 'smsTemplates'> {
  const kinds = Object.entries(smsTemplates).flatMap(([kind, codes]) => {
    const filled = Object.entries(codes).filter(([, code]) => code);
    return filled.length > 0 ? [[kind, Object.fromEntries(filled)]] : [];
  });
  return { smsTemplates: Object.fromEntries(kinds) as Edition['smsTemplates'] };
}

export function TextCodes({ of }: PartOf) {
  const words = useWords(editionWords);
  const kinds = useWords(textKindWords);
  return (
    <EditionPart of={of} names={['smsTemplates']} help={words.textsHelp} read={given}>
      <div className="pairs">
        {notificationKinds.map((kind) =>
          (['zh', 'en'] as const).map((language) => (
            <LineField
              key={kind + language}
              name={['smsTemplates', kind, language]}
              label={`${kinds[kind]} · ${words[`${language}Text`]}`}
              max={50}
              optional
            />
          )),
        )}
      </div>
    </EditionPart>
  );
}
