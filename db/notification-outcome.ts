import { textParams, type NotificationKind, type NotificationParams } from '../domain/notification.ts';
import { statesIn, type RegistrationState } from '../domain/registration.ts';
import { createDelegations, inScope } from './delegation.ts';
import { rowsOf, type Store } from './knex.ts';
import { noticeMobile } from './notification.ts';
import { Unreadable } from './personal-data.ts';

export interface DueText {
  kind: NotificationKind;
  mobile: string;
  params: NotificationParams;
}

type Outcome = 'sent' | 'refused' | 'not_needed';

/** A reviewer is told of all that waits at once; not again for so long. */
const hoursBetweenReviewTexts = 20;

/** Which texts of the registration itself are still news in each state; any other is told whatever became of it. */
const news: Record<RegistrationState, readonly NotificationKind[]> = {
  draft: ['registration_closing'],
  under_review: ['review_due'],
  under_second_review: ['review_due'],
  returned: ['registration_closing', 'registration_returned'],
  approved: ['registration_approved'],
  rejected: ['registration_rejected'],
  expired: [],
  released: [],
  withdrawn: [],
};
const isNews = ({
  kind,
  registrationState: state,
}: {
  kind: NotificationKind;
  registrationState: RegistrationState | null;
}): boolean => state !== null && news[state].includes(kind);

/** What became of the texts. A text has no idempotency token: once handed to the provider it is never sent again. */
export function createNotificationOutcomes(store: Store) {
  const { knex, personalData } = store;
  const texts = () =>
    knex('notifications as n')
      .leftJoin('registrations as r', 'r.registrationId', 'n.registrationId')
      .leftJoin('units as u', 'u.unitId', 'r.unitId')
      .leftJoin('staff as s', 's.staffId', 'n.staffId')
      .select(
        'n.notificationId',
        'n.mobile',
        'n.kind',
        'n.subject',
        'n.round',
        'n.params',
        'n.registrationId',
        'n.staffId',
        'u.unitId',
        {
          registrationState: 'r.state',
          registrationRound: 'r.round',
          unitMobile: 'u.mobile',
          staffMobile: 's.mobile',
          staffDelegation: 's.delegationId',
          edition: 'r.edition',
        },
      );
  type Text = Awaited<ReturnType<typeof texts>>[number];

  /** Read again just before sending: the text's parameters, or undefined when nobody needs it any more. */
  const stillNeeded: Record<
    NotificationKind,
    (text: Text) => Promise<NotificationParams | undefined> | NotificationParams | undefined
  > = {
    async payment_due({ registrationId, params }) {
      const unpaid = await rowsOf<object>(
        knex,
        `SELECT 1 FROM attendees a LEFT JOIN order_lines l ON l.attendee_id = a.attendee_id AND l.state NOT IN ('released', 'refunded')
         WHERE a.registration_id = ? AND a.badge_type = 'professional' AND (l.state IS NULL OR l.state = 'awaiting_payment') LIMIT 1`,
        [registrationId],
      );
      return unpaid.length > 0 ? textParams(params) : undefined;
    },
    registration_closing: (row) => (isNews(row) ? textParams(row.params) : undefined),
    registration_returned: (row) => (isLatest(row) ? {} : undefined),
    registration_approved: (row) => (isLatest(row) ? {} : undefined),
    registration_rejected: (row) => (isLatest(row) ? {} : undefined),
    registration_expired: () => ({}),
    account_released: () => ({}),
    attendee_withdrawn: () => ({}),
    person_review_failed: ({ params }) => textParams(params),
    refunded: ({ params }) => textParams(params),
    late_payment_refunded: ({ params }) => textParams(params),
    mobile_changed: () => ({}),
    password_changed: () => ({}),
    async review_due(row) {
      const { staffId, staffDelegation, edition } = row;
      if (!isNews(row) || edition === null) return undefined;
      const told = await knex('notifications')
        .where({ staffId, kind: 'review_due' })
        .whereIn('state', ['sent', 'unknown'])
        .whereRaw("ended_at > now() - ? * interval '1 hour'", [hoursBetweenReviewTexts])
        .first('notificationId');
      if (told) return undefined;
      const scope = staffDelegation === null ? 'all' : await createDelegations(store).subtreeOf(staffDelegation);
      const waiting = await knex('registrations as r')
        .where('r.edition', edition)
        .whereIn('r.state', statesIn('review'))
        .modify((query) => inScope(query, 'r.delegationId', scope))
        .first({ count: knex.raw<number>('count(*)::int') });
      return { count: String(waiting!.count) };
    },
    async staff_invitation({ subject, staffId }) {
      const row = await knex('staff_invitations as i')
        .join('staff as s', 's.staffId', 'i.staffId')
        .where({
          'i.invitationId': subject,
          'i.staffId': staffId!,
          'i.usedAt': null,
          'i.voidedAt': null,
          's.disabledAt': null,
        })
        .whereNotNull('i.link')
        .whereRaw('i.expires_at > now()')
        .first('i.link', 's.login', {
          days: knex.raw<number>('ceil(extract(epoch FROM i.expires_at - now()) / 86400)::int'),
        });
      if (!row) return undefined;
      const link = personalData.open({ table: 'staff_invitations', column: 'link', row: subject }, row.link!);
      return { login: row.login, link, days: String(row.days) };
    },
    async verification_code({ subject }) {
      const row = await knex('verification_codes')
        .where({ verificationCodeId: subject, usedAt: null })
        .whereRaw('expires_at > now()')
        .first('code', { minutes: knex.raw<number>('ceil(extract(epoch FROM expires_at - now()) / 60)::int') });
      if (!row) return undefined;
      const code = personalData.open({ table: 'verification_codes', column: 'code', row: subject }, row.code);
      return { code, minutes: String(row.minutes) };
    },
  };

  function isLatest(row: Text): boolean {
    return isNews(row) && row.registrationRound === row.round;
  }

  async function mobileOf(row: Text): Promise<string | undefined> {
    if (row.mobile) return personalData.open(noticeMobile(row.notificationId), row.mobile);
    if (row.kind === 'verification_code') {
      const { mobile } = (await knex('verification_codes').where({ verificationCodeId: row.subject }).first('mobile'))!;
      return mobile
        ? personalData.open({ table: 'verification_codes', column: 'mobile', row: row.subject }, mobile)
        : undefined;
    }
    if (row.staffId)
      return row.staffMobile
        ? personalData.open({ table: 'staff', column: 'mobile', row: row.staffId }, row.staffMobile)
        : undefined;
    return personalData.open({ table: 'units', column: 'mobile', row: row.unitId! }, row.unitMobile!);
  }

  /** Nobody can be told at a number that does not open: attention hears of the field, and the run goes on. */
  async function dueOf(row: Text): Promise<DueText | 'not_needed' | 'refused'> {
    try {
      const [params, mobile] = [await stillNeeded[row.kind](row), await mobileOf(row)];
      return params && mobile !== undefined ? { kind: row.kind, mobile, params } : 'not_needed';
    } catch (error) {
      if (error instanceof Unreadable) return 'refused';
      throw error;
    }
  }

  return {
    /** Claims a pending text for sending, if it is still needed: from here its outcome counts as unknown until it is told. */
    async claim(notificationId: string): Promise<DueText | undefined> {
      const row = await texts()
        .where({ 'n.notificationId': notificationId, 'n.state': 'pending' })
        .forUpdate('n')
        .first();
      if (!row) return undefined;
      // Two texts to one reviewer at the same time: the second sees the first.
      if (row.staffId) await knex('staff').where({ staffId: row.staffId }).forUpdate().first('staffId');
      const due = await dueOf(row);
      await knex('notifications')
        .where({ notificationId })
        .update({ state: typeof due === 'string' ? due : 'unknown', endedAt: knex.fn.now(), mobile: null });
      return typeof due === 'string' ? undefined : due;
    },

    async end(notificationId: string, outcome: Outcome): Promise<void> {
      await knex('notifications').where({ notificationId }).update({ state: outcome, endedAt: knex.fn.now() });
    },
  };
}
