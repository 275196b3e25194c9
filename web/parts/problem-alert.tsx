import { Alert, Button } from 'antd';
import { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { common } from './words.ts';

/** What was refused and why, in the page's language, with the number an operator finds the request by. Faults that stand at their fields need not be told again. */
export function ProblemAlert({
  of: problem,
  shownAtFields = [],
  answered = [],
  leadTo,
  onAgain,
}: {
  of: Error | undefined;
  shownAtFields?: readonly string[];
  /** The paths of faults that were corrected since. */
  answered?: readonly string[];
  /** Brings to the field of a fault, where it is not on this page. */
  leadTo?: (path: string) => void;
  onAgain?: () => void;
}) {
  const words = useWords(common);
  if (!problem) return null;
  const known = problem instanceof Problem ? problem : undefined;
  // The page asks for the password, and says why.
  if (known?.code === 'unauthenticated') return null;
  const said = known?.code === 'network' && known.status === 0 ? words.network : known?.detail;
  const left = known?.faults.filter(({ path }) => !answered.includes(path)) ?? [];
  const faults = left.filter(({ path }) => !shownAtFields.includes(path));
  const isPartly = answered.length > 0 && left.length > 0;
  // The only fault's words are the whole refusal's too: they stand once.
  const text = isPartly || known?.faults.some(({ message }) => message === said) ? undefined : said;
  return (
    <Alert
      className="problem"
      type="error"
      showIcon
      role="alert"
      title={isPartly ? words.toCorrect(left.length) : known?.title || (said ? undefined : words.network)}
      description={
        <>
          {text && <p>{text}</p>}
          {faults.length > 0 && (
            <ul>
              {faults.map(({ path, message }) => (
                <li key={path + message}>
                  {message}
                  {leadTo && (
                    <Button type="link" onClick={() => leadTo(path)}>
                      {words.toField}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
          {known?.retryAfter !== undefined && <p>{words.retryAfter(known.retryAfter)}</p>}
          {known?.requestId && <p className="quiet">{words.requestId(known.requestId)}</p>}
        </>
      }
      action={onAgain && <Button onClick={onAgain}>{words.again}</Button>}
    />
  );
}
