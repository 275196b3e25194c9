import { inOrder, type EditionPlan, type EditionSettings } from '../domain/edition.ts';
import type { Store } from './knex.ts';
import type { Insert, Row } from './query.ts';

type SettingsRow = Omit<
  Row<'editions'>,
  'edition' | 'isCurrent' | 'closedAt' | 'version' | 'calendarVersion' | 'calendarTold'
>;

function settingsOf(row: SettingsRow): EditionSettings {
  return {
    nameZh: row.nameZh,
    nameEn: row.nameEn,
    previousEdition: row.previousEdition,
    registrationOpensAt: row.registrationOpensAt.toISOString(),
    registrationClosesAt: row.registrationClosesAt.toISOString(),
    expoClosesAt: row.expoClosesAt.toISOString(),
    feesFen: { professional: row.professionalFeeFen, vip: row.vipFeeFen },
    taxCode: row.taxCode,
    taxRateBp: row.taxRateBp,
    reviewLevels: row.twoLevelReview ? 2 : 1,
    refundPolicy: row.refundPolicy,
    autoRefundDays: row.autoRefundDays,
    closingReminderDays: row.closingReminderDays,
    reviewReminderDays: row.reviewReminderDays,
    reviewRepeatDays: row.reviewRepeatDays,
    returnGraceDays: row.returnGraceDays,
    mobileProof: row.mobileProof,
    retentionDays: row.retentionDays,
    terms: { version: row.termsVersion, zh: row.termsZh, en: row.termsEn },
    notices: {
      document: { zh: row.documentNoticeZh, en: row.documentNoticeEn },
      photo: { zh: row.photoNoticeZh, en: row.photoNoticeEn },
    },
    smsTemplates: row.smsTemplates,
  };
}

/** The row of an edition's settings. */
export function rowOfSettings(
  plan: EditionSettings,
): Omit<Insert<'editions'>, 'edition' | 'isCurrent' | 'version' | 'calendarVersion' | 'calendarTold'> {
  return {
    nameZh: plan.nameZh,
    nameEn: plan.nameEn,
    previousEdition: plan.previousEdition,
    registrationOpensAt: new Date(plan.registrationOpensAt),
    registrationClosesAt: new Date(plan.registrationClosesAt),
    expoClosesAt: new Date(plan.expoClosesAt),
    professionalFeeFen: plan.feesFen.professional,
    vipFeeFen: plan.feesFen.vip,
    taxCode: plan.taxCode,
    taxRateBp: plan.taxRateBp,
    twoLevelReview: plan.reviewLevels === 2,
    refundPolicy: plan.refundPolicy,
    autoRefundDays: plan.autoRefundDays,
    closingReminderDays: plan.closingReminderDays,
    reviewReminderDays: plan.reviewReminderDays,
    reviewRepeatDays: plan.reviewRepeatDays,
    returnGraceDays: plan.returnGraceDays,
    mobileProof: plan.mobileProof,
    retentionDays: plan.retentionDays,
    termsVersion: plan.terms.version,
    termsZh: plan.terms.zh,
    termsEn: plan.terms.en,
    documentNoticeZh: plan.notices.document.zh,
    documentNoticeEn: plan.notices.document.en,
    photoNoticeZh: plan.notices.photo.zh,
    photoNoticeEn: plan.notices.photo.en,
    smsTemplates: plan.smsTemplates,
  };
}

/** The events of an edition, with their ids; those of one title are in the order of its plan. */
export function eventRowsOf({ knex }: Store, edition: string) {
  return knex('supporting_events').where({ edition }).orderBy(['startsAt', 'supportingEventId']).select('*');
}

export function createEditionPlans(store: Store) {
  const { knex } = store;

  async function delegationsOf(edition: string): Promise<EditionPlan['delegations']> {
    const rows = await knex('delegations as d')
      .leftJoin('delegations as p', 'p.delegationId', 'd.parentId')
      .where('d.edition', edition)
      .select('d.no', 'd.nameZh', 'd.nameEn', 'd.organisationZh', 'd.contactsZh', 'd.phones', 'd.kind', {
        parentNo: 'p.no',
      });
    const rules = await knex('allocation_rules as a')
      .join('delegations as d', 'd.delegationId', 'a.delegationId')
      .join('reference_items as p', { 'p.name': knex.raw("'provinces'"), 'p.code': 'a.provinceCode' })
      .leftJoin('reference_items as c', { 'c.name': knex.raw("'cities'"), 'c.code': 'a.cityCode' })
      .where('a.edition', edition)
      .select('d.no', { province: 'p.zh', city: 'c.zh' });
    return rows.map((row) => ({
      ...row,
      places: rules
        .filter(({ no }) => no === row.no)
        .map(({ province, city }) => (city === null ? province : `${province}/${city}`)),
    }));
  }

  return {
    /** All that its organiser decided of an edition; undefined where there is none. */
    async find(edition: string): Promise<EditionPlan | undefined> {
      const row = await knex('editions').where({ edition }).first('*');
      if (!row) return undefined;
      const survey = await knex('survey_questions')
        .where({ edition })
        .orderBy('position')
        .select('code', 'kind', 'zh', 'en', 'options', 'required');
      const events = await eventRowsOf(store, edition);
      return inOrder({
        edition,
        ...settingsOf(row),
        delegations: await delegationsOf(edition),
        events: events.map((event) => ({
          titleZh: event.titleZh,
          titleEn: event.titleEn,
          placeZh: event.placeZh,
          placeEn: event.placeEn,
          startsAt: event.startsAt.toISOString(),
          endsAt: event.endsAt.toISOString(),
          signUpClosesAt: event.signUpClosesAt.toISOString(),
          capacity: event.capacity,
          cancelled: event.cancelledAt !== null,
        })),
        survey,
      });
    },
  };
}
