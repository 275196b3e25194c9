import { textOf } from '../support/pdf-text.ts';
import { approve, order, photograph, submit, until } from './given.ts';
import type { Scene } from './scene.ts';

/** The lines of the badge, as they are copied from its PDF, of a person on the list of a unit that has not submitted. */
export async function printedBadge(scene: Scene): Promise<string[]> {
  await photograph(scene);
  await submit(scene);
  await approve(scene);
  await order(scene);
  await until(scene, 'under_review');
  await scene.expect(202, {
    as: 'bureau',
    method: 'POST',
    path: '/bureau/person-reviews',
    body: { items: [{ attendeeId: '{attendee}', result: 'approve' }] },
  });
  await until(scene, 'approved');
  await scene.expect(201, {
    as: 'bureau',
    method: 'POST',
    path: '/bureau/production/batches',
    body: { attendeeIds: ['{attendee}'] },
  });
  await until(scene, 'badge_made', 'ready_for_pickup');
  return textOf(await scene.get('unit', '/badges/{attendee}')).split('\n');
}
