import { randomUUID, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { AnswerFault } from './outcome.ts';
import { Refused, standingBy, type RefusalCause, type Standing } from './standing.ts';

/** As the client holds them: keys as PEM. */
interface AlipayAccount {
  endpoint: string;
  appId: string;
  privateKey: string;
  alipayPublicKey: string;
  timeout: number;
}

const refusal = z.object({ code: z.string().regex(/^[\w.-]{1,64}$/) });

const causes: [code: RegExp, cause: RefusalCause][] = [
  [/invalid-signature/, 'key'],
  [/app-?id/, 'account'],
  [/insufficient|unauth|permission|not-allowed/, 'right'],
  [/timestamp/, 'clock'],
];

/**
 * Asks for a trade that nobody made. The client throws an answer's bytes away where it is a refusal, and with them what their
 * signature was of: so this one question is sent by itself, signed with the client's own keys.
 */
export function checkAlipay({
  endpoint,
  appId,
  privateKey,
  alipayPublicKey,
  timeout,
}: AlipayAccount): Promise<Standing> {
  return standingBy(async () => {
    const path = '/v3/alipay/trade/query';
    const body = JSON.stringify({ out_trade_no: `nobody_${randomUUID().replaceAll('-', '')}` });
    const auth = `app_id=${appId},nonce=${randomUUID()},timestamp=${Date.now()}`;
    const signature = sign('sha256', Buffer.from(`${auth}\nPOST\n${path}\n${body}\n`), privateKey).toString('base64');
    const answer = await fetch(endpoint + path, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `ALIPAY-SHA256withRSA ${auth},sign=${signature}`,
      },
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    const text = await answer.text();
    if (answer.status >= 500) throw new AnswerFault(`HTTP_${answer.status}`);
    const { code } = refusal.parse(JSON.parse(text));
    if (code !== 'ACQ.TRADE_NOT_EXIST')
      throw new Refused(causes.find(([pattern]) => pattern.test(code))?.[1] ?? 'other', code);
    const get = (name: string) => answer.headers.get(`alipay-${name}`) ?? '';
    if (!get('signature')) return 'its answer came without a signature';
    const signed = Buffer.from(`${get('timestamp')}\n${get('nonce')}\n${text}\n`);
    if (!verify('sha256', signed, alipayPublicKey, Buffer.from(get('signature'), 'base64')))
      throw new Refused('answer', 'answer_signature');
    return undefined;
  });
}
