import type { Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createUnitOpenings } from '../../../db/registration/unit-opening.ts';
import { codeRules, createVerificationCodes, type CodeSubject } from '../../../db/registration/verification-code.ts';
import type { Deps } from '../../deps.ts';
import type { Answer } from '../../idempotency.ts';
import { countCode } from '../../limit.ts';
import { digits, uuid } from '../../schemas.ts';

const { resendAfterSeconds, expiresInSeconds, tries } = codeRules;

/** A code with the request it was sent for. */
export const givenCode = {
  requestId: uuid.openapi({
    description: 'What the request for the code was answered with; the code counts for it alone',
  }),
  code: digits(6).openapi({
    description: `The code of the text, which may be tried wrongly ${tries} times`,
    example: '042731',
  }),
};
/** That the mobile beside it, or the new one, is the own. */
export const mobileProof = z.strictObject(givenCode).openapi('MobileProof');
export type GivenCode = z.output<typeof mobileProof>;

export const codeAnswer = z
  .object({
    requestId: z.uuid().openapi({ description: 'Given with the code; nobody else knows it' }),
    resendAfterSeconds: z
      .int()
      .openapi({ description: 'Until the same caller may ask for another; earlier ones stay good' }),
    expiresInSeconds: z.int(),
  })
  .openapi('CodeSent', {
    example: { requestId: '3f1c7a52-9f0e-4c1b-8a57-0d3c1f6b2e94', resendAfterSeconds, expiresInSeconds },
  });

/** Makes a code and has it sent; the same answer whether there is a mobile to send it to. It counts as `of` its subject. */
export async function sendCode(
  deps: Deps,
  req: Request,
  asked: CodeSubject & { mobile: string | undefined },
  of: readonly CodeSubject[] = [asked],
): Promise<Answer> {
  await countCode(deps, req, { of, mobile: asked.mobile });
  const { requestId, notificationId } = await inTransaction(deps.store, (trx) =>
    createVerificationCodes(trx).issue(asked),
  );
  await deps.engine.sendVerificationCode({ notificationId });
  return { status: 202, body: { requestId, resendAfterSeconds, expiresInSeconds } };
}

/** Refuses a code that is wrong, late, used, or another request's. */
export async function assertCode(store: Store, given: CodeSubject & GivenCode): Promise<void> {
  if (!(await createVerificationCodes(store).isRight(given))) throw new DomainError('code_invalid');
}

/**
 * The same for an opening, whose run uses the code up when it opens. An earlier try of the request is believed: the code was
 * looked at then, and may have been used by this very opening since.
 */
export async function assertOpeningCode(
  store: Store,
  registrationId: string,
  given: CodeSubject & GivenCode,
): Promise<void> {
  if (!(await createUnitOpenings(store).isAskedFor(registrationId))) await assertCode(store, given);
}
