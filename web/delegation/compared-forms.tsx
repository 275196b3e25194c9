import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { StateTag } from '../parts/state-tag.tsx';
import { FormValue, fieldsOf, type FormPath } from './form-value.tsx';
import { registrationWords } from './registration-words.ts';

const forms = ['unitInfo', 'procurementIntent'] as const;

/** Both forms as they were submitted, beside what was submitted before; what differs is marked. */
export function ComparedForms({
  of: registration,
  flagged,
  onFlag,
}: {
  of: Schemas['ReviewedRegistration'];
  /** Those to be corrected already. */
  flagged: readonly (FormPath | undefined)[];
  /** A field is to be corrected; without it nobody says so here. */
  onFlag: ((path: FormPath) => void) | undefined;
}) {
  const words = useWords(registrationWords);
  const labelAt = useLabels();
  const format = useFormat();
  const { lastVersion, changed, state } = registration;
  const current = state === 'draft' || state === 'returned' ? words.currentDraft : words.currentVersion;
  const [isOnlyChanged, showOnlyChanged] = useState(false);
  const shown = (form: (typeof forms)[number]) =>
    fieldsOf(form).filter((path) => !isOnlyChanged || changed.includes(path));
  return (
    <section aria-labelledby="forms">
      <h2 id="forms">{words.forms}</h2>
      <p className="compared-told">
        {lastVersion === null
          ? words.firstVersion
          : changed.length === 0
            ? words.unchanged(format.time(lastVersion.submittedAt))
            : words.changedCount(changed.length, format.time(lastVersion.submittedAt))}
        {changed.length > 0 && (
          <Checkbox checked={isOnlyChanged} onChange={({ target }) => showOnlyChanged(target.checked)}>
            {words.onlyChanged}
          </Checkbox>
        )}
      </p>
      {forms.map(
        (form) =>
          shown(form).length > 0 && (
            <div key={form} className="card compared-card">
              <div className="compared-head">
                <h3>{words[form]}</h3>
                {lastVersion && (
                  <>
                    <span aria-hidden>{current}</span>
                    <span aria-hidden className="quiet">
                      {words.lastVersion}
                    </span>
                  </>
                )}
              </div>
              <dl className={lastVersion ? 'compared with-last' : 'compared'}>
                {shown(form).map((path) => (
                  <div key={path} className={changed.includes(path) ? 'row changed' : 'row'}>
                    <dt>
                      {labelAt(path)}
                      {changed.includes(path) && <StateTag tone="todo">{words.changed}</StateTag>}
                      {flagged.includes(path) && <StateTag tone="wrong">{words.returnField}</StateTag>}
                    </dt>
                    <dd>
                      {lastVersion && <span className="version">{current}</span>}
                      <FormValue of={registration} path={path} />
                    </dd>
                    {lastVersion && (
                      <dd className="last">
                        <span className="version">{words.lastVersion}</span>
                        <FormValue of={lastVersion} path={path} />
                      </dd>
                    )}
                    {onFlag && (
                      <dd className="flag">
                        <Button
                          size="small"
                          type="link"
                          aria-label={words.returnFieldOf(labelAt(path))}
                          onClick={() => onFlag(path)}
                        >
                          {words.returnField}
                        </Button>
                      </dd>
                    )}
                  </div>
                ))}
              </dl>
            </div>
          ),
      )}
    </section>
  );
}
