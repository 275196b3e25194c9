import assert from 'node:assert/strict';
import { countAnswers, fitsQuestion } from '../../domain/survey.ts';

const scale = { code: 'overall', kind: 'scale', options: [] } as const;
const choice = {
  code: 'next',
  kind: 'choice',
  options: [{ code: 'yes' }, { code: '1' }],
} as const;
const text = { code: 'words', kind: 'text', options: [] } as const;
describe('answers to a survey', () => {
  it('given answers of units, when they are counted, then each possible one has its number, also none, and what does not fit counts as no answer of those', () => {
    const given = [{ overall: 5, next: 'yes', words: 'a' }, { overall: 5, next: '1' }, {}, { overall: 1, next: 1 }];
    assert.deepEqual(countAnswers(scale, given), {
      answered: 3,
      counts: [1, 2, 3, 4, 5].map((points) => ({ answer: String(points), count: { 1: 1, 5: 2 }[points] ?? 0 })),
    });
    assert.deepEqual(countAnswers(choice, given), {
      answered: 3,
      counts: [
        { answer: 'yes', count: 1 },
        { answer: '1', count: 1 },
      ],
    });
    assert.deepEqual(countAnswers(text, given), { answered: 1, counts: [] });
  });

  it('given an answer, when it is held against its question, then a scale takes 1 to 5, a choice its codes, and words any text', () => {
    const fits = (question: Parameters<typeof fitsQuestion>[0], answers: (string | number)[]) =>
      answers.map((answer) => fitsQuestion(question, answer));
    assert.deepEqual(fits(scale, [1, 5, 0, 6, '1']), [true, true, false, false, false]);
    assert.deepEqual(fits(choice, ['yes', 'no', 1]), [true, false, false]);
    assert.deepEqual(fits(text, ['', 'a', 1]), [true, true, false]);
  });
});
