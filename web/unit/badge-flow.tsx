import { Steps } from 'antd';
import { api } from '../client/client.ts';
import { useWords } from '../language.ts';
import { badgeOrderWords } from './badge-order-words.ts';

const shown = { todo: 'wait', doing: 'process', done: 'finish', blocked: 'error' } as const;

/** The flow of the guide's page (G5.1), as far as the unit's people are. */
export function BadgeFlow() {
  const words = useWords(badgeOrderWords);
  const { data } = api.useQuery('get', '/registration/progress');
  const stateOf = (name: string) => shown[data?.steps.find(({ step }) => step === name)?.state ?? 'todo'];
  const steps = [
    ['attendees', words.flowAttendees],
    ['lock', words.flowLock],
    ['payment', words.flowPayment],
    ['person_review', words.flowReview],
    ['production', words.flowProduction],
    ['distribution', words.flowDistribution],
  ] as const;
  return (
    <section className="card" aria-label={words.flow}>
      <Steps
        // The first that is not over: what is at hand there.
        current={steps.findIndex(([name]) => stateOf(name) !== 'finish')}
        size="small"
        responsive
        items={steps.map(([name, title]) => ({ title, status: stateOf(name) }))}
      />
    </section>
  );
}
