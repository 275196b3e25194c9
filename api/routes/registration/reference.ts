import { z } from 'zod';
import { codeWords, namesIn } from '../../../domain/code-word.ts';
import { stateWords } from '../../../domain/state-word.ts';
import { createReference, vocabularies } from '../../../db/reference.ts';
import { operation } from '../../operation.ts';

const tag = 'Public';
const item = z
  .object({ code: z.string(), zh: z.string(), en: z.string(), parent: z.string().optional() })
  .openapi('ReferenceItem');

const ofStates = z.enum(namesIn(stateWords)).openapi('StateOf');
const ofCodes = z.enum(namesIn(codeWords)).openapi('CodeOf');
const word = { code: z.string(), zh: z.string(), en: z.string() };
const stateWord = z.object({ of: ofStates, ...word }).openapi('StateWord');
const codeWord = z.object({ of: ofCodes, ...word }).openapi('CodeWord');

/** The words of a table, a row a code. */
function rowsOf<Of extends string>(words: {
  readonly [K in Of]: Readonly<Record<string, { zh: string; en: string }>>;
}): { of: Of; code: string; zh: string; en: string }[] {
  return namesIn(words).flatMap((of) => Object.entries(words[of]).map(([code, { zh, en }]) => ({ of, code, zh, en })));
}
const states = rowsOf(stateWords);
const codes = rowsOf(codeWords);

/** Vocabularies that stand in the program, not in rows: the words of what it answers itself. */
const ofProgram = {
  'attendee-states': stateWords.attendee,
  'attention-kinds': codeWords.attention,
  'event-kinds': codeWords.event,
};
const isOfProgram = (name: string): name is keyof typeof ofProgram => Object.hasOwn(ofProgram, name);

export const referenceRoutes = [
  operation({
    id: 'listStates',
    method: 'get',
    path: '/reference/states',
    tag,
    summary:
      'Every state with its word: of a registration, a step of the flowchart, an attendee (G5.3), an order, its lines, payments, refunds, invoices and whatever else has states',
    answers: { 200: z.object({ items: z.array(stateWord) }) },
    handle: async () => ({ status: 200, body: { items: states } }),
  }),
  operation({
    method: 'get',
    path: '/reference/words',
    id: 'listCodeWords',
    tag,
    summary: 'Every other code that a page names, with its word: categories, regions, badge types, pickups, reasons …',
    answers: { 200: z.object({ items: z.array(codeWord) }) },
    handle: async () => ({ status: 200, body: { items: codes } }),
  }),
  operation({
    id: 'getVocabulary',
    method: 'get',
    path: '/reference/:name',
    tag,
    summary:
      'A vocabulary: natures, import-modes, bands, exhibition-areas, countries, provinces, cities, positions; and words of the program itself: attendee-states, what the page says of a person (G5.3), attention-kinds, event-kinds',
    params: z.object({ name: z.enum([...vocabularies, ...namesIn(ofProgram)]) }),
    find: async ({ store, params: { name } }) =>
      isOfProgram(name)
        ? Object.entries(ofProgram[name]).map(([code, { zh, en }]) => ({ code, zh, en, parent: null }))
        : createReference(store).list(name),
    answers: { 200: z.object({ items: z.array(item) }) },
    handle: async ({ found }) => ({
      status: 200,
      body: { items: found.map(({ parent, ...rest }) => (parent ? { ...rest, parent } : rest)) },
    }),
  }),
];
