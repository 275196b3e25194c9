import { Select, type SelectProps } from 'antd';
import { useLanguage, useWords } from '../language.ts';
import { useVocabulary, type Vocabulary } from '../parts/vocabulary.ts';
import { formWords } from './form-words.ts';

type Subject = { area?: string; subArea?: string };

/** A vocabulary of two levels, as groups of choices; what has nothing below it is a choice itself. */
function useGroups(name: Vocabulary) {
  const language = useLanguage();
  const { items } = useVocabulary(name);
  const below = (code: string | undefined) => items.filter(({ parent }) => parent === code);
  const option = (item: (typeof items)[number]) => ({ value: item.code, label: item[language] });
  const options = below(undefined).map((group) => {
    const children = below(group.code);
    return children.length > 0
      ? { title: group[language], label: group[language], options: children.map(option) }
      : option(group);
  });
  return { options, parentOf: (code: string) => items.find((item) => item.code === code)?.parent };
}

/** One position, by its group. */
export function PositionSelect(props: SelectProps<string>) {
  const words = useWords(formWords);
  const { options } = useGroups('positions');
  return (
    <Select<string>
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={words.choose}
      options={options}
      {...props}
    />
  );
}

/** Sub-areas of the exhibition, several, each sent with its area. */
export function SubjectsSelect({
  value = [],
  onChange,
  ...props
}: Omit<SelectProps<string[]>, 'value' | 'onChange'> & {
  value?: Subject[];
  onChange?: (subjects: Subject[]) => void;
}) {
  const words = useWords(formWords);
  const { options, parentOf } = useGroups('exhibition-areas');
  return (
    <Select<string[]>
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={words.chooseSubjects}
      options={options}
      value={value.flatMap(({ subArea }) => subArea ?? [])}
      onChange={(codes) => onChange?.(codes.map((code) => ({ area: parentOf(code) ?? code, subArea: code })))}
      {...props}
    />
  );
}
