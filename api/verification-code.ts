import type { Request } from 'express';
import { z } from 'zod';
import { inTransaction } from '../db/knex.ts';
import { codeRules, createVerificationCodes, type CodePurpose } from '../db/verification-code.ts';
import type { Deps } from './deps.ts';
import type { Answer } from './idempotency.ts';
import { countCode, tooManyRequests } from './limit.ts';

const { resendAfterSeconds, expiresInSeconds } = codeRules;

export const verificationCode = z.string().regex(/^[0-9]{6}$/);
export const codeAnswer = z.object({ resendAfterSeconds: z.int(), expiresInSeconds: z.int() }).openapi('CodeSent');

/** Makes a code and has it sent; the same answer whether there is a mobile to send it to. */
export async function sendCode(
  deps: Deps,
  req: Request,
  asked: { purpose: CodePurpose; subject: string; mobile: string | undefined },
): Promise<Answer> {
  await countCode(deps, req, { account: asked.subject, mobile: asked.mobile });
  const issued = await inTransaction(deps.store, (trx) => createVerificationCodes(trx).issue(asked));
  if ('waitSeconds' in issued) throw tooManyRequests(req, { name: 'code-resend', points: 1, seconds: resendAfterSeconds }, issued.waitSeconds);
  await deps.engine.sendVerificationCode(issued);
  return { status: 202, body: { resendAfterSeconds, expiresInSeconds } };
}
