export const questionKinds = ['scale', 'choice', 'text'] as const;

/** One question of the buyers' satisfaction survey (G9.1). */
export interface SurveyQuestion {
  code: string;
  kind: (typeof questionKinds)[number];
  zh: string;
  en: string;
  options: { code: string; zh: string; en: string }[];
  required: boolean;
}

export type SurveyAnswers = Record<string, string | number>;

type Question = Pick<SurveyQuestion, 'code' | 'kind'> & { options: readonly { code: string }[] };

/** Every answer there can be; undefined where it is in one's own words. */
function possibleAnswers({ kind, options }: Question): readonly (string | number)[] | undefined {
  if (kind === 'scale') return [1, 2, 3, 4, 5];
  return kind === 'choice' ? options.map(({ code }) => code) : undefined;
}

export function fitsQuestion(question: Question, answer: string | number): boolean {
  return possibleAnswers(question)?.includes(answer) ?? typeof answer === 'string';
}

/** Of a question how many answered it, and how often each possible answer was given, those nobody gave too; none in one's own words. */
export function countAnswers(
  question: Question,
  given: readonly SurveyAnswers[],
): { answered: number; counts: { answer: string; count: number }[] } {
  const answers = given.flatMap((all) => all[question.code] ?? []);
  const counts = (possibleAnswers(question) ?? []).map((answer) => ({
    answer: String(answer),
    count: answers.filter((each) => each === answer).length,
  }));
  return { answered: answers.length, counts };
}
