import { Alert } from 'antd';
import { Link } from 'wouter';
import { useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { formWords } from './form-words.ts';
import { pageOfField, type Registration } from './registration.ts';

/** Why a registration came back (G4.3), each field's reason with the way to the field. */
export function Returned({ registration }: { registration: Registration }) {
  const words = useWords(formWords);
  const labelAt = useLabels();
  const { state, returnReason, returnedFields } = registration;
  if (state !== 'returned') return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="told"
      title={words.returnedTitle}
      description={
        <>
          {returnReason && <p>{returnReason}</p>}
          <ul>
            {(returnedFields ?? []).map(({ path, reason }) => {
              const page = pageOfField(path);
              return (
                <li key={path}>
                  {page ? <Link href={page}>{words.said(labelAt(path))}</Link> : words.said(labelAt(path))}
                  {reason}
                </li>
              );
            })}
          </ul>
        </>
      }
    />
  );
}
