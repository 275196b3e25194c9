import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { common } from './words.ts';

/** What looks wrong of a person and may yet be right, and of what the unit has said that it is. */
export function Warnings({ of: warnings }: { of: Schemas['Attendee']['warnings'] }) {
  const words = useWords(common);
  return warnings.map(({ path, code, message, confirmed }) => (
    <span key={path + code} className="wrapped quiet">
      {confirmed ? words.warningConfirmed(message) : words.warning(message)}
    </span>
  ));
}
