import { Button } from 'antd';
import { Link, useLocation } from 'wouter';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { flowWords } from './flow-words.ts';
import { nextStep, pageOfStep } from './next-step.ts';
import { useProgress, type Step } from './progress.ts';
import { Returned } from './returned.tsx';
import { useRegistration, type Registration } from './registration.ts';
import { unitWords } from './words.ts';

const forming: readonly Step['step'][] = ['unit_info', 'procurement_intent', 'attendees', 'submit', 'review'];
const tones: Readonly<Record<Step['state'], Tone>> = { todo: 'over', doing: 'todo', done: 'done', blocked: 'wrong' };

/** Where the registration and its badges stand, and what the unit does next (G3.4). */
export function FlowchartPage() {
  const words = { ...useWords(unitWords), ...useWords(flowWords) };
  const { query, isLive } = useProgress();
  const registration = useRegistration();
  return (
    <Page title={words.flowchart}>
      <Reading of={registration}>
        {(read) => (
          <Reading of={query}>
            {({ steps }) => (
              <>
                <Next registration={read} steps={steps} />
                <Returned registration={read} />
                <h2>{words.forming}</h2>
                <Steps of={steps.filter(({ step }) => forming.includes(step))} />
                <h2>{words.badging}</h2>
                <Steps of={steps.filter(({ step }) => !forming.includes(step))} />
                <p className="quiet" role="status">
                  {isLive === undefined ? '' : isLive ? words.live : words.notLive}
                </p>
              </>
            )}
          </Reading>
        )}
      </Reading>
    </Page>
  );
}

function Next({ registration, steps }: { registration: Registration; steps: readonly Step[] }) {
  const words = useWords(flowWords);
  const [, go] = useLocation();
  const { sentence, page } = nextStep(registration, steps);
  return (
    <section className="card next" aria-label={words.next}>
      <p>
        <strong>{words.nextIs}</strong>
        {words[sentence] as string}
      </p>
      {page !== undefined && (
        <Button type="primary" onClick={() => go(page)}>
          {words.goThere}
        </Button>
      )}
    </section>
  );
}

function Steps({ of: steps }: { of: readonly Step[] }) {
  const words = useWords(flowWords);
  const { time } = useFormat();
  return (
    <ol className="flow">
      {steps.map(({ step, state, waitsFor, since }) => (
        <li key={step} className={state}>
          <Link href={pageOfStep[step]}>{words[step]}</Link>
          <StateTag tone={state === 'doing' && waitsFor !== 'unit' ? 'waiting' : tones[state]}>{words[state]}</StateTag>
          {waitsFor && <span className="quiet">{words.waitsFor(words[`of_${waitsFor}`])}</span>}
          {since && state !== 'done' && <span className="quiet">{words.since(time(since))}</span>}
        </li>
      ))}
    </ol>
  );
}
