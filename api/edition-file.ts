import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import type { ReferenceItem } from '../db/reference.ts';
import { eventNames, inOrder, type EditionPlan, type PlannedDelegation, type PlannedEvent } from '../domain/edition.ts';
import { contradictionsOf } from '../domain/edition-refusal.ts';
import { labelAt } from '../domain/field-label.ts';
import { say, worded, type Said } from '../domain/message.ts';
import { createPlaces } from './delegation-place.ts';
import { readDelegationTable } from './delegation-table.ts';
import { delegationInFile } from './delegation-schema.ts';
import { fileEvent, fileSettings } from './edition-schema.ts';
import { judge } from './judgement.ts';
import { line } from './schemas.ts';

/** What is wrong with a file, and where: `path` as in the file. */
export interface FileFault {
  file: string;
  line: number;
  path: string;
  text: string;
}

/** What a file is read beside: how another file it names is read, and which places there are. */
export interface FileSurroundings {
  file: string;
  readBeside: (name: string) => Uint8Array;
  provinces: readonly ReferenceItem[];
  cities: readonly ReferenceItem[];
}

type Path = (string | number)[];
type Spot = { file: string; line: number; path: string };

const ownPart = z.strictObject({ ...delegationInFile, places: z.array(line(60)).max(400).default([]) });
type Node = z.output<typeof ownPart> & { children?: Node[] | undefined };
const delegation: z.ZodType<Node> = ownPart.extend({
  get children() {
    return z.array(delegation).max(1_000).optional();
  },
});

const editionFile = z.strictObject({
  ...fileSettings,
  delegations: z.array(delegation).min(1).max(1_000).optional(),
  delegationsFile: line(200).optional(),
  events: z.array(fileEvent).max(500).default([]),
});

const pathOf = (dotted: string): Path =>
  [...dotted.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name!) : Number(index),
  );
const dottedOf = (path: Path) => z.core.toDotPath(path);

/** Where a part of the document stands; of one that is missing, what it is missing in. */
function createLines(document: Document, counter: LineCounter) {
  return (path: Path): number => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  };
}

/** An edition's file as it is meant, or everything that is wrong with it. */
export function readEditionFile(
  source: string,
  surroundings: FileSurroundings,
): { plan: EditionPlan } | { faults: FileFault[] } {
  const { file } = surroundings;
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: true });
  const lineOf = createLines(document, counter);
  if (document.errors.length > 0)
    return {
      faults: document.errors.map(({ message, linePos }) => ({
        file,
        line: linePos?.[0].line ?? 1,
        path: '',
        text: message.split(/ at line \d|\n/)[0]!,
      })),
    };
  const faults: FileFault[] = [];
  const tell = (spot: Spot, said: Said) => faults.push({ ...spot, text: worded(said, 'en', labelAt(spot.path).en) });
  const spotOf = (path: Path): Spot => ({ file, line: lineOf(path), path: dottedOf(path) });

  const content: unknown = document.toJS();
  const judged = judge(editionFile, content ?? {});
  if (!judged.fits) for (const { path, message } of judged.errors) tell(spotOf(pathOf(path)), message);
  const given = judged.fits ? judged.data : (judged.sound as Partial<z.output<typeof editionFile>>);
  const has = (name: string) => typeof content === 'object' && content !== null && name in content;
  if (has('delegations') === has('delegationsFile'))
    tell(
      spotOf(has('delegations') ? ['delegationsFile'] : ['delegations']),
      say(has('delegations') ? 'two_ways_of_delegations' : 'required'),
    );

  // Where each thing stands, by the name it has in a change.
  const spots = new Map<string, (part: string) => Spot>();
  const placeOf = createPlaces(surroundings);
  function placesOf(written: readonly string[], spotOfPlace: (index: number) => Spot): string[] {
    return written.flatMap((place, index) => {
      const found = placeOf(place);
      if (found === undefined) tell(spotOfPlace(index), say('place_unknown', { place }));
      return found === undefined ? [] : [found];
    });
  }

  function flat(nodes: readonly Node[], at: Path, parentNo: number | null): PlannedDelegation[] {
    return nodes.flatMap(({ children, places, nameEn: english, ...own }, index) => {
      const path = [...at, index];
      spots.set(`delegation ${own.no}`, (part) => spotOf(part === 'parentNo' ? path : [...path, part]));
      const planned = {
        ...own,
        nameEn: english ?? own.nameZh,
        parentNo,
        places: placesOf(places, (place) => spotOf([...path, 'places', place])),
      };
      return [planned, ...flat(children ?? [], [...path, 'children'], own.no)];
    });
  }

  function fromTable(name: string): PlannedDelegation[] {
    const rows = readDelegationTable(
      () => surroundings.readBeside(name),
      (line, column, said) => tell({ file: name, line, path: column }, said),
    );
    return rows.map(({ line: at, row: { city, parentNo = null, nameEn: english, ...own } }) => {
      spots.set(`delegation ${own.no}`, (part) => ({ file: name, line: at, path: part }));
      const places = placesOf(city === undefined ? [] : [city], () => ({ file: name, line: at, path: 'city' }));
      return { ...own, nameEn: english ?? own.nameZh, parentNo, places };
    });
  }

  // Of a list with faults of its own nothing more is said.
  const isSound = (name: keyof typeof given) => judged.fits || !judged.wrong.has(name);
  const events: PlannedEvent[] = isSound('events') ? (given.events ?? []) : [];
  const survey = isSound('survey') ? (given.survey ?? []) : [];
  const delegations =
    given.delegationsFile === undefined
      ? flat(isSound('delegations') ? (given.delegations ?? []) : [], ['delegations'], null)
      : fromTable(given.delegationsFile);
  const dates = ['registrationOpensAt', 'registrationClosesAt', 'expoClosesAt'] as const;
  const { notices, delegations: _nodes, delegationsFile: _name, ...rest } = given as z.output<typeof editionFile>;
  const none = { zh: '', en: '' };
  const plan = inOrder({
    ...rest,
    // Of dates that could not be read no order is expected.
    ...(dates.every(isSound) ? {} : { registrationOpensAt: '1', registrationClosesAt: '2', expoClosesAt: '3' }),
    previousEdition: rest.previousEdition ?? null,
    closingReminderDays: rest.closingReminderDays ?? [],
    notices: { document: notices?.document ?? none, photo: notices?.photo ?? none },
    delegations,
    events,
    survey,
  });
  const names = eventNames(plan.events);
  for (const [index, event] of plan.events.entries())
    spots.set(`event ${names[index]}`, (part) => spotOf(['events', events.indexOf(event), part]));
  for (const [index, { code }] of survey.entries())
    spots.set(`survey ${code}`, (part) => spotOf(['survey', index, part]));
  for (const { at, said } of contradictionsOf(plan)) {
    const [, thing, part = ''] = /^((?:delegation|event|survey) .+) (\w+)$/.exec(at) ?? [];
    tell(thing === undefined ? spotOf(pathOf(at)) : spots.get(thing)!(part), said);
  }
  return faults.length > 0 ? { faults: inFileOrder(faults, file) } : { plan };
}

const inFileOrder = (faults: FileFault[], first: string): FileFault[] =>
  faults.toSorted((a, b) => Number(b.file === first) - Number(a.file === first) || a.line - b.line);
