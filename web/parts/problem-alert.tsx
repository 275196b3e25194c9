import { Alert, Button } from 'antd';
import { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { common } from './words.ts';

/** What was refused and why, in the page's language, with the number an operator finds the request by. Faults that stand at their fields need not be told again. */
export function ProblemAlert({
  of: problem,
  shownAtFields = [],
  onAgain,
}: {
  of: Error | undefined;
  shownAtFields?: readonly string[];
  onAgain?: () => void;
}) {
  const words = useWords(common);
  if (!problem) return null;
  const known = problem instanceof Problem ? problem : undefined;
  // The page asks for the password, and says why.
  if (known?.code === 'unauthenticated') return null;
  const faults = known?.faults.filter(({ path }) => !shownAtFields.includes(path)) ?? [];
  const text = known?.code === 'network' && known.status === 0 ? words.network : known?.detail;
  return (
    <Alert
      className="problem"
      type="error"
      showIcon
      role="alert"
      title={known?.title || (text ? undefined : words.network)}
      description={
        <>
          {text && <p>{text}</p>}
          {faults.length > 1 && (
            <ul>
              {faults.map(({ path, message }) => (
                <li key={path + message}>{message}</li>
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
