import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { attendeeLists, type AttendeeList } from '../../../domain/attendee.ts';
import { DomainError } from '../../../domain/errors.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createEvents } from '../../../db/event.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { readImport, rejected } from './attendee-import-reading.ts';
import { headings, templateRows } from './attendee-sheet.ts';
import { firstOf } from '../../errors.ts';
import { createFairLine } from '../../fair-line.ts';
import { type Limit, tooManyRequests } from '../../limit-count.ts';
import { operation } from '../../operation.ts';
import { faultView } from '../../openapi-problem.ts';
import { uuid } from '../../schemas.ts';
import {
  csv,
  faultOf,
  readTable,
  refusedFile,
  sheetFormats,
  sheetTypes,
  uploadTypes,
  writeSheet,
  xlsx,
} from '../../spreadsheet.ts';
import { assertOpen } from './attendee.ts';

const tag = 'Attendees';
const roles = ['unit'] as const;
const list = z.enum(attendeeLists);

/** One sheet of a unit that is read and one that waits, which is asked for again when the first one's time is over at the latest. */
const sheetsOfUnit: Limit = { name: 'sheets-of-unit', points: 2, seconds: 5 };
const readings = createFairLine({
  atOnce: 1,
  maxOfEach: sheetsOfUnit.points,
  maxWaiting: 32,
});

export const attendeeImportRoutes = [
  operation({
    id: 'downloadImportTemplate',
    method: 'get',
    path: '/attendees/import-template',
    tag,
    summary: 'The table to fill in for an import, every cell text so that long numbers survive',
    roles,
    query: z.strictObject({ list, format: z.enum(sheetFormats).default('xlsx') }),
    answers: { 200: [xlsx, csv] },
    stream: async ({ query, language }, res) => {
      res
        .type(sheetTypes[query.format])
        .set('Content-Disposition', `attachment; filename="attendees-${query.list}.${query.format}"`)
        .send(await writeSheet(query.format, 'Attendees', templateRows(query.list, language)));
    },
  }),
  operation({
    id: 'importAttendees',
    method: 'post',
    path: '/attendees/import',
    tag,
    summary:
      'Add people from XLSX or text parted by commas, semicolons or tabs: all of them or none, each fault by its row and column; a dry run only looks',
    roles,
    query: z.strictObject({ list, dryRun: z.enum(['true', 'false']).default('false') }),
    raw: {
      types: uploadTypes,
      limit: 1_000_000,
      read: ({ session, req, bytes, type }) =>
        readings.run(
          session.registrationId,
          () =>
            readTable({
              bytes,
              isNamedXlsx: type === xlsx,
              // The query was read before.
              headings: headings[req.query.list as AttendeeList],
            }),
          () => tooManyRequests(req, sheetsOfUnit, sheetsOfUnit.seconds),
        ),
    },
    effect: 'transaction',
    answers: {
      200: z
        .object({
          rows: z.int(),
          importable: z.int(),
          errors: z.array(faultView),
          faults: z
            .int()
            .optional()
            .openapi({ description: 'How many there are, where `errors` does not hold them all' }),
        })
        .openapi('ImportDryRun'),
      201: z.object({ imported: z.int(), attendeeIds: z.array(uuid) }).openapi('Imported'),
    },
    refusals: [
      'import_rejected',
      'not_editable',
      'unsupported_media_type',
      'body_too_large',
      'too_many_requests',
      'attendee_already_registered',
    ],
    handle: async ({ store, session: { registrationId, edition }, query, body, language }) => {
      const table = body as Awaited<ReturnType<typeof readTable>>;
      // What is in doubt is what stands in the cells: a dry run tells of it as of their faults.
      const isDoubted = 'fault' in table && table.fault.code === 'encoding_unknown' && query.dryRun === 'true';
      if ('fault' in table && !isDoubted) throw refusedFile(table.fault);
      const { rows, people, errors } =
        'fault' in table
          ? { rows: 0, people: [], errors: [faultOf(table.fault)] }
          : await readImport(store, { list: query.list, table, registrationId });
      if (query.dryRun === 'true') {
        const importable = errors.length > 0 ? 0 : people.length;
        const shown = firstOf(errors, language);
        const more = shown.length < errors.length ? { faults: errors.length } : {};
        return { status: 200, body: { rows, importable, errors: shown, ...more } };
      }
      if (errors.length > 0) throw rejected(errors);
      assertOpen(await createRegistrations(store).holdState(registrationId));
      const attendees = createAttendees(store);
      // Added at one time, they stand in the order of their ids in every list: that of the file.
      const attendeeIds = people.map(() => randomUUID()).toSorted();
      const added = people.map((person, row) => ({
        attendeeId: attendeeIds[row]!,
        registrationId,
        edition,
        ...person,
      }));
      // Inserted in one order whichever import, so that two of the same people never wait for each other in a circle.
      for (const person of added.toSorted((a, b) => (a.personKey < b.personKey ? -1 : 1))) {
        if (!(await attendees.insert(person))) throw new DomainError('attendee_already_registered');
      }
      await createEvents(store).append({
        registrationId,
        kind: 'attendees_imported',
        actor: 'unit',
        detail: { people: attendeeIds.length, attendeeIds },
      });
      return { status: 201, body: { imported: attendeeIds.length, attendeeIds } };
    },
  }),
];
