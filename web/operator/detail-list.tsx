import { useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { detailWords } from './detail-words.ts';
import { readWords } from './read-words.ts';
import { SubjectLink } from './subject-link.tsx';

type Detail = Readonly<Record<string, unknown>>;
/** Of people whose ids may stand there. */
type Names = ReadonlyMap<string, string>;
const nobody: Names = new Map();

/** What was put down beside an event or an entry of the audit, name by name; long lists are folded. */
export function DetailList({ of: detail, names: people = nobody }: { of: Detail; names?: Names }) {
  const words = useWords(detailWords);
  const names: Readonly<Record<string, unknown>> = words;
  const entries = Object.entries(detail);
  if (entries.length === 0) return null;
  return (
    <ul className="details">
      {entries.map(([name, value]) => {
        const called = names[name];
        return (
          <li key={name}>
            <span className="quiet">{typeof called === 'string' ? called : name}</span>{' '}
            <Value name={name} of={value} people={people} />
          </li>
        );
      })}
    </ul>
  );
}

function Value({ name, of: value, people }: { name: string; of: unknown; people: Names }) {
  const words = useWords(detailWords);
  const read: Readonly<Record<string, string>> = useWords(readWords);
  const format = useFormat();
  if (name === 'operation') return read[String(value)] ?? String(value);
  if (typeof value === 'number') return name.endsWith('Fen') ? yuan(value) : String(value);
  if (typeof value === 'string')
    return /^\d{4}-\d{2}-\d{2}T/.test(value)
      ? format.exactTime(value)
      : (people.get(value) ?? <SubjectLink subject={value} />);
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  const lines = value.map((each) => (typeof each === 'string' ? (people.get(each) ?? each) : JSON.stringify(each)));
  if (lines.length === 1) return <SubjectLink subject={lines[0]!} />;
  return (
    <details>
      <summary>{words.count(lines.length)}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
