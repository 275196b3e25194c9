import { randomUUID } from 'node:crypto';
import { mobileChangeDays, type MobileChangeState } from '../../domain/mobile-change.ts';
import { labelIn, type DelegationLabel } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { SealedColumns } from '../tables.ts';

export interface NewMobileChange {
  registrationId: string;
  mobile: string;
  reason: string;
  staffId: string;
}

/** A proposal that waits; mobile and reason in plain. */
export interface MobileChange {
  mobileChangeId: string;
  registrationId: string;
  account: string;
  unitName: string | null;
  delegation: DelegationLabel | null;
  mobile: string;
  reason: string;
  by: string;
  proposedAt: Date;
  lapsesAt: Date;
}

const order: KeysetOrder = {
  by: [
    ['time', 'm.proposedAt'],
    ['uuid', 'm.mobileChangeId'],
  ],
};
const field = (column: SealedColumns['mobile_changes'], row: string): SealedField => ({
  table: 'mobile_changes',
  column,
  row,
});
/** Of a proposal `m` and its unit `u`. */
export const mobileChangeWaits = "m.state = 'proposed' AND m.lapses_at > now() AND u.released_at IS NULL";

/** Changes of a unit's mobile that the bureau makes, two people of it (G9.1). */
export function createMobileChanges({ knex, personalData }: Store) {
  const proposals = () =>
    knex('mobile_changes as m')
      .join('registrations as r', 'r.registrationId', 'm.registrationId')
      .join('units as u', 'u.unitId', 'r.unitId');

  return {
    /** The same of the same person is the one that waits; undefined when another does. */
    async propose({
      registrationId,
      mobile,
      reason,
      staffId,
    }: NewMobileChange): Promise<{ mobileChangeId: string; isNew: boolean } | undefined> {
      await this.lapse(registrationId, 'overdue');
      const id = randomUUID();
      const added = await knex('mobile_changes')
        .insert({
          mobileChangeId: id,
          registrationId,
          mobile: personalData.seal(field('mobile', id), mobile, registrationId),
          reason: personalData.seal(field('reason', id), reason, registrationId),
          proposedBy: staffId,
          lapsesAt: knex.raw("now() + ? * interval '1 day'", [mobileChangeDays]),
        })
        .onConflict()
        .ignore()
        .returning('mobileChangeId');
      if (added.length > 0) return { mobileChangeId: id, isNew: true };
      const open = await knex('mobile_changes')
        .where({ registrationId, state: 'proposed', proposedBy: staffId })
        .first('mobileChangeId', 'mobile');
      const isSame = open && personalData.show(field('mobile', open.mobileChangeId), open.mobile!) === mobile;
      return isSame ? { mobileChangeId: open.mobileChangeId, isNew: false } : undefined;
    },

    /** Of an account that is still its unit's. */
    async find(mobileChangeId: string): Promise<
      | {
          mobileChangeId: string;
          registrationId: string;
          unitId: string;
          state: MobileChangeState;
          proposedBy: string;
        }
      | undefined
    > {
      return proposals()
        .where({ 'm.mobileChangeId': mobileChangeId, 'u.releasedAt': null })
        .first('m.mobileChangeId', 'm.registrationId', 'u.unitId', 'm.proposedBy', {
          state: knex.raw<MobileChangeState>(
            "CASE WHEN m.state = 'proposed' AND m.lapses_at <= now() THEN 'lapsed' ELSE m.state END",
          ),
        });
    },

    /** The new mobile, once: undefined when it was decided meanwhile, has lapsed, or its own proposer says so. */
    async confirm(mobileChangeId: string, staffId: string): Promise<string | undefined> {
      const row = await knex('mobile_changes')
        .where({ mobileChangeId, state: 'proposed' })
        .whereRaw('lapses_at > now()')
        .whereNot({ proposedBy: staffId })
        .whereNotExists(knex('staff').whereRaw('staff_id = mobile_changes.proposed_by AND disabled_at IS NOT NULL'))
        .forUpdate()
        .first('mobile');
      if (!row) return undefined;
      const mobile = personalData.open(field('mobile', mobileChangeId), row.mobile!);
      await knex('mobile_changes')
        .where({ mobileChangeId })
        .update({ state: 'confirmed', decidedBy: staffId, decidedAt: knex.fn.now(), mobile: null });
      return mobile;
    },

    /** False when it was decided meanwhile or has lapsed. */
    async dismiss(mobileChangeId: string, staffId: string): Promise<boolean> {
      const changed = await knex('mobile_changes')
        .where({ mobileChangeId, state: 'proposed' })
        .whereRaw('lapses_at > now()')
        .update({ state: 'dismissed', decidedBy: staffId, decidedAt: knex.fn.now(), mobile: null });
      return changed === 1;
    },

    /** What waits for it too long; all that waits, once its unit has changed its mobile itself. */
    async lapse(registrationId: string, which: 'overdue' | 'all'): Promise<void> {
      await knex('mobile_changes')
        .where({ registrationId, state: 'proposed' })
        .whereRaw(which === 'all' ? 'true' : 'lapses_at <= now()')
        .update({ state: 'lapsed', decidedAt: knex.fn.now(), mobile: null });
    },

    /** What waits for a registration, as its unit is told. */
    async waitingFor(
      registrationId: string,
    ): Promise<Pick<MobileChange, 'mobile' | 'proposedAt' | 'lapsesAt'> | undefined> {
      const row = await proposals()
        .where({ 'm.registrationId': registrationId })
        .whereRaw(mobileChangeWaits)
        .first('m.mobileChangeId', 'm.mobile', 'm.proposedAt', 'm.lapsesAt');
      if (!row) return undefined;
      const { mobileChangeId: id, mobile, ...times } = row;
      return { ...times, mobile: personalData.show(field('mobile', id), mobile!) };
    },

    async countWaiting(): Promise<number> {
      const row = await proposals()
        .whereRaw(mobileChangeWaits)
        .first({ count: knex.raw<number>('count(*)::int') });
      return row!.count;
    },

    /** The longest waiting first. */
    async list(page: KeysetPage): Promise<Keyed<MobileChange>[]> {
      const rows = await proposals()
        .join('staff as s', 's.staffId', 'm.proposedBy')
        .leftJoin('delegations as d', 'd.delegationId', 'r.delegationId')
        .whereRaw(mobileChangeWaits)
        .modify((query) => pageByKeyset(query, order, page))
        .select(
          'm.mobileChangeId',
          'm.registrationId',
          'u.account',
          'r.unitName',
          'd.delegationId',
          'd.no',
          'd.nameZh',
          'd.nameEn',
          'm.mobile',
          'm.reason',
          'm.proposedAt',
          'm.lapsesAt',
          {
            by: 's.login',
            keyset: keysetOf(knex, order),
          },
        );
      return rows.map(({ mobile, reason, delegationId, no, nameZh, nameEn, ...row }) => ({
        ...row,
        delegation: labelIn({ delegationId, no, nameZh, nameEn }),
        mobile: personalData.show(field('mobile', row.mobileChangeId), mobile!),
        reason: personalData.show(field('reason', row.mobileChangeId), reason),
      }));
    },
  };
}
