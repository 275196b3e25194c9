import assert from 'node:assert/strict';
import { attendeeLists } from '../../domain/attendee.ts';
import {
  allFields,
  labelOf,
  nestForm,
  flatForm,
  dataOf,
  fieldsOf,
  type AttendeeField,
  type AttendeeForm,
} from '../../domain/attendee-field.ts';

describe('the fields of a person', () => {
  it('given every field, when the lists are looked through, then one of them asks for it (G3.3)', () => {
    const unasked = allFields.filter((field) => !attendeeLists.some((list) => labelOf(list, field)));
    assert.deepEqual(unasked, []);
  });

  for (const list of attendeeLists)
    it(`given a form of ${list} with all its fields, when it is stored and laid out again, then none is lost (G3.3)`, () => {
      const filled = nestForm(
        list,
        Object.fromEntries(
          fieldsOf(list).map((field: AttendeeField) => [field, field === 'country' ? 'DE' : `its ${field}`]),
        ),
      ) as AttendeeForm;
      const data = dataOf(filled);
      assert.deepEqual(
        flatForm(nestForm(list, { ...data, name: flatForm(filled).name ?? null }) as AttendeeForm),
        flatForm(filled),
      );
      assert.deepEqual(Object.keys(data).toSorted(), ['list', ...allFields].toSorted());
    });
});
