import { randomUUID, sign, verify } from 'node:crypto';
import type { Request } from 'express';
import type { Clock } from './clock.ts';
import { gmt8 } from './clock.ts';
import type { Answer } from './faults.ts';
import type { Keys } from './keys.ts';
import type { Sender } from './notifier.ts';

const minuteMs = 60_000;
const scheme = 'ALIPAY-SHA256withRSA ';

export type AlipaySignature = ReturnType<typeof createAlipaySignature>;

/** Alipay's side of the signatures: OpenAPI v3 for calls, RSA2 over sorted fields for notices. */
export function createAlipaySignature(keys: Keys['alipay'], clock: Clock) {
  const rsa2 = (text: string) => sign('sha256', Buffer.from(text), keys.privateKey).toString('base64');

  /** What the merchant is told whose call is not taken, or nothing. */
  function refusalOf(req: Request, body: string): Answer | undefined {
    const header = req.headers.authorization ?? '';
    const end = header.lastIndexOf(',sign=');
    const wrong = signed(401, { code: 'invalid-signature', message: '验签出错', links: [] });
    if (!header.startsWith(scheme) || end < 0) return wrong;
    const auth = header.slice(scheme.length, end);
    if (!auth.split(',').includes(`app_id=${keys.appId}`))
      return signed(400, { code: 'invalid-app-id', message: '无效的AppID参数', links: [] });
    const token = req.headers['alipay-app-auth-token'];
    const text = `${auth}\n${req.method}\n${req.originalUrl}\n${body}\n${typeof token === 'string' ? `${token}\n` : ''}`;
    const signature = Buffer.from(header.slice(end + 6), 'base64');
    return verify('sha256', Buffer.from(text), keys.appPublicKey, signature) ? undefined : wrong;
  }

  function signed(status: number, content: object): Answer {
    const body = JSON.stringify(content);
    const [timestamp, nonce] = [String(clock.now()), randomUUID()];
    return {
      status,
      body,
      headers: {
        'alipay-timestamp': timestamp,
        'alipay-nonce': nonce,
        'alipay-signature': rsa2(`${timestamp}\n${nonce}\n${body}\n`),
        'alipay-trace-id': randomUUID().replaceAll('-', ''),
      },
    };
  }

  const sender: Sender = {
    // 4 min, 10 min, 10 min, 1 h, 2 h, 6 h, 15 h
    retryMs: [4, 10, 10, 60, 120, 360, 900].map((minutes) => minutes * minuteMs),
    request(notice, forged) {
      const fields: Record<string, string> = {
        ...notice.fields,
        notify_id: notice.id,
        notify_time: gmt8(clock.now()),
        notify_type: 'trade_status_sync',
        app_id: keys.appId,
        seller_id: keys.sellerId,
        charset: 'utf-8',
        version: '1.0',
      };
      const text = Object.keys(fields)
        .toSorted()
        .map((name) => `${name}=${fields[name]}`)
        .join('&');
      return { body: new URLSearchParams({ ...fields, sign_type: 'RSA2', sign: rsa2(forged ? `${text}?` : text) }) };
    },
    accepted: (status, body) => status === 200 && body === 'success',
  };

  return { refusalOf, signed, sender };
}
