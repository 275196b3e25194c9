import { z } from 'zod';
import { questionKinds } from '../domain/survey.ts';
import { say } from '../domain/message.ts';
import { notificationKinds } from '../domain/notification.ts';
import { refundPolicies } from '../domain/refund.ts';
import { mobileProofs } from '../domain/registration.ts';
import { fault } from './judgement.ts';
import { oneOf } from './one-of.ts';
import { fen, line, paragraph } from './schemas.ts';

const offsetInChina = '+08:00';

/** A time as people write it: of China where no zone stands behind it. Read as ISO 8601 in UTC. */
const writtenTime = z.string().transform((text, check): string => {
  const [, day, clock, zone = offsetInChina] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?) ?(Z|[+-]\d\d:\d\d)?$/.exec(text.trim()) ?? [];
  const [year, month, date] = (day ?? '').split('-').map(Number);
  const at = new Date(`${day}T${clock}${zone}`);
  // The thirty-first of a shorter month is no day of the next.
  const isDay = new Date(Date.UTC(year!, month! - 1, date)).getUTCDate() === date;
  if (day !== undefined && isDay && !Number.isNaN(at.getTime())) return at.toISOString();
  check.addIssue(fault(say('local_time_format')));
  return z.NEVER;
});

/** A time as programs write it, always with its zone. */
const sentTime = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value).toISOString())
  .openapi({ type: 'string', format: 'date-time' });

/** A text of the edition, which is kept in both languages. */
export const bilingualText = z.object({ zh: z.string(), en: z.string() }).openapi('Bilingual');

/** What a badge of each type costs. */
export const feesFen = z.object({ professional: fen, vip: fen }).openapi('Fees');

const days = z.int().min(1).max(3_650);
const fee = z.int().min(0).max(10_000_000);
/** Also where none is the answer: a text of several lines. */
const text = paragraph(20_000);
const notice = paragraph(2_000);
const editionNo = z.string().regex(/^[0-9]{1,3}$/);
const templateCode = z.string().regex(/^[0-9A-Za-z_]{1,50}$/);
const bilingual = { zh: text, en: text };
const fees = { professional: fee, vip: fee };
const terms = { version: line(20), ...bilingual };
const noticeOf = z.strictObject({ zh: notice, en: notice });
const notices = { document: noticeOf, photo: noticeOf };

const code = (shape: RegExp) => z.string().regex(shape);
const question = z.strictObject({
  code: code(/^[a-z][a-z0-9_]{1,39}$/),
  kind: z.enum(questionKinds),
  zh: line(200),
  en: line(400),
  options: z
    .array(z.strictObject({ code: code(/^[0-9a-z+_-]{1,40}$/), zh: line(100), en: line(200) }))
    .max(50)
    .default([]),
  required: z.boolean().default(true),
});

/** A question as it is told. */
export const surveyQuestion = z
  .object({
    code: z.string(),
    kind: z.enum(questionKinds).openapi({ description: 'scale: 1 to 5; choice: the code of an option' }),
    zh: z.string(),
    en: z.string(),
    options: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() }).openapi('SurveyOption')),
    required: z.boolean(),
  })
  .openapi('SurveyQuestion');

const names = { nameZh: line(100), nameEn: line(200) };
const policies = {
  taxCode: z.string().regex(/^[0-9]{19}$/),
  taxRateBp: z.int().min(0).max(10_000),
  reviewLevels: oneOf(1, 2),
  refundPolicy: z.enum(refundPolicies),
  autoRefundDays: days,
  closingReminderDays: z.array(days).max(10),
  reviewReminderDays: days,
  reviewRepeatDays: days,
  returnGraceDays: days,
  mobileProof: z.enum(mobileProofs),
  retentionDays: days,
};
const lists = {
  smsTemplates: z
    .partialRecord(
      z.enum(notificationKinds),
      z.strictObject({ zh: templateCode.optional(), en: templateCode.optional() }).openapi('TemplateCodes'),
    )
    .openapi({ description: 'By kind, where the provider approved a text under another code than the usual one' }),
  survey: z.array(question).max(50),
};
const times = <T extends z.ZodType>(time: T) => ({
  registrationOpensAt: time,
  registrationClosesAt: time,
  expoClosesAt: time,
});

/** What an edition's file says when it says nothing, as the database would have it. */
const usual = {
  taxCode: policies.taxCode.default('3070401000000000000'),
  taxRateBp: policies.taxRateBp.default(600),
  reviewLevels: policies.reviewLevels.default(1),
  refundPolicy: policies.refundPolicy.default('failed_only'),
  autoRefundDays: policies.autoRefundDays.default(30),
  closingReminderDays: policies.closingReminderDays.default([7, 1]),
  reviewReminderDays: policies.reviewReminderDays.default(3),
  reviewRepeatDays: policies.reviewRepeatDays.default(2),
  returnGraceDays: policies.returnGraceDays.default(7),
  mobileProof: policies.mobileProof.default('without_code'),
  retentionDays: policies.retentionDays.default(90),
};

export const fileSettings = {
  edition: z.union([z.int().transform(String), z.string()]).pipe(editionNo),
  ...names,
  previousEdition: z
    .union([z.int().transform(String), z.string()])
    .pipe(editionNo)
    .nullable()
    .default(null),
  ...times(writtenTime),
  feesFen: z.strictObject(fees),
  ...usual,
  terms: z.strictObject(terms),
  notices: z.strictObject(notices).partial().default({}),
  smsTemplates: lists.smsTemplates.default({}),
  survey: lists.survey.default([]),
};

export const fileEvent = z.strictObject({
  titleZh: line(100),
  titleEn: line(200),
  placeZh: line(100),
  placeEn: line(200),
  startsAt: writtenTime,
  endsAt: writtenTime,
  signUpClosesAt: writtenTime,
  capacity: z.int().min(1).max(1_000_000),
  cancelled: z.boolean().default(false),
});

/** Any part of it, and any part of a part. */
export const editionPatch = z
  .strictObject({
    ...names,
    previousEdition: editionNo.nullable(),
    ...times(sentTime),
    feesFen: z.strictObject(fees).partial(),
    ...policies,
    terms: z.strictObject(terms).partial(),
    notices: z.strictObject(notices).partial(),
    ...lists,
  })
  .partial();
