import { Button, Checkbox, Form } from 'antd';
import { useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { useMayAct } from '../parts/may-act.ts';
import { EditionPart, type Edition, type PartOf } from './edition-part.tsx';
import { editionWords } from './edition-words.ts';
import { ChoiceField, LineField } from './fields.tsx';

type Question = Edition['survey'][number];

export function SurveyPart({ of }: PartOf) {
  const words = useWords(editionWords);
  const mayAct = useMayAct();
  return (
    <EditionPart of={of} names={['survey']} help={words.surveyHelp}>
      <Form.List name="survey">
        {(questions, { add, remove }) => (
          <>
            {questions.map(({ key, name }) => (
              <fieldset key={key} className="question">
                <legend>{words.question(name + 1)}</legend>
                <QuestionFields index={name} />
                {mayAct && (
                  <p>
                    <Button danger onClick={() => remove(name)}>
                      {words.removeQuestion(name + 1)}
                    </Button>
                  </p>
                )}
              </fieldset>
            ))}
            {mayAct && (
              <p>
                <Button onClick={() => add({ kind: 'scale', required: true, options: [] })}>{words.addQuestion}</Button>
              </p>
            )}
          </>
        )}
      </Form.List>
    </EditionPart>
  );
}

function QuestionFields({ index }: { index: number }) {
  const words = useWords(editionWords);
  const labels = useLabels();
  const kind = Form.useWatch(['survey', index, 'kind'], Form.useFormInstance<Pick<Edition, 'survey'>>()) as
    | Question['kind']
    | undefined;
  return (
    <>
      <div className="field-grid">
        <LineField name={[index, 'zh']} label={words.questionZh} max={200} />
        <LineField name={[index, 'en']} label={words.questionEn} max={400} />
        <LineField name={[index, 'code']} max={40} />
        <ChoiceField
          name={[index, 'kind']}
          options={(['scale', 'choice', 'text'] as const).map((value) => ({ value, label: words[value] }))}
        />
      </div>
      <Form.Item name={[index, 'required']} valuePropName="checked">
        <Checkbox>{labels('required')}</Checkbox>
      </Form.Item>
      {kind === 'choice' && <Options question={index} />}
    </>
  );
}

function Options({ question }: { question: number }) {
  const words = useWords(editionWords);
  const mayAct = useMayAct();
  return (
    <Form.List name={[question, 'options']}>
      {(options, { add, remove }) => (
        <>
          {options.map(({ key, name }) => (
            <div key={key} className="option-row">
              <LineField name={[name, 'zh']} label={words.optionZh(name + 1)} max={100} />
              <LineField name={[name, 'en']} label={words.optionEn(name + 1)} max={200} />
              <LineField name={[name, 'code']} label={words.optionCode(name + 1)} max={40} />
              {mayAct && (
                <p>
                  <Button onClick={() => remove(name)}>{words.removeOption(name + 1)}</Button>
                </p>
              )}
            </div>
          ))}
          {mayAct && (
            <p>
              <Button onClick={() => add({})}>{words.addOption}</Button>
            </p>
          )}
        </>
      )}
    </Form.List>
  );
}
