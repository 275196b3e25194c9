import { createCipheriv, createPrivateKey, randomBytes, randomUUID, sign, verify } from 'node:crypto';
import type { Request } from 'express';
import type { Answer } from './faults.ts';
import type { Keys } from './keys.ts';
import type { Knobs } from './knobs.ts';
import type { Sender } from './notifier.ts';

const scheme = 'WECHATPAY2-SHA256-RSA2048 ';
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

export type WechatSignature = ReturnType<typeof createWechatSignature>;

/** WeChat's side of the APIv3 signatures. Signed by the true time, whatever the trades' clock says: five minutes of difference would be refused. */
export function createWechatSignature(keys: Keys['wechat'], knobs: Knobs) {
  /** What the merchant is told whose call is not taken, or nothing. */
  function refusalOf(req: Request, body: string): Answer | undefined {
    const header = req.headers.authorization ?? '';
    const wrong = (message: string) => signed(401, { code: 'SIGN_ERROR', message });
    if (!header.startsWith(scheme)) return wrong('签名错误');
    const fields = Object.fromEntries(
      Array.from(header.slice(scheme.length).matchAll(/(\w+)="([^"]*)"/g), ([, name, value]) => [name, value]),
    );
    const { mchid, serial_no: serial, timestamp, nonce_str: nonce, signature = '' } = fields;
    const text = `${req.method}\n${req.originalUrl}\n${timestamp}\n${nonce}\n${body}\n`;
    if (mchid !== keys.mchId) return signed(400, { code: 'MCH_NOT_EXISTS', message: '商户号不存在' });
    if (serial !== keys.mchSerial) return wrong('商户证书序列号有误');
    const isTheirs = verify('sha256', Buffer.from(text), keys.mchPublicKey, Buffer.from(signature, 'base64'));
    return isTheirs ? undefined : wrong('签名错误');
  }

  function headersOf(body: string, wrong?: 'wrong' | 'sign_test'): Record<string, string> {
    const { serial, privateKey } = keys.platform.at(-1)!;
    const [timestamp, nonce] = [String(Math.floor(Date.now() / secondMs)), randomBytes(16).toString('hex')];
    const signature = sign(
      'sha256',
      Buffer.from(`${timestamp}\n${nonce}\n${wrong ? `${body}?` : body}\n`),
      createPrivateKey(privateKey),
    ).toString('base64');
    return {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': serial,
      'wechatpay-signature': wrong === 'sign_test' ? `WECHATPAY/SIGNTEST/${signature.slice(19)}` : signature,
    };
  }

  /** AEAD_AES_256_GCM under the merchant's APIv3 key. */
  function seal(text: string, associatedData: string) {
    const nonce = randomBytes(6).toString('hex');
    const cipher = createCipheriv('aes-256-gcm', keys.apiV3Key, nonce).setAAD(Buffer.from(associatedData));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    );
    return { algorithm: 'AEAD_AES_256_GCM', ciphertext, nonce, associated_data: associatedData };
  }

  /** `content` undefined: a 204, whose empty body is signed too. */
  function signed(status: number, content: object | undefined): Answer {
    const body = content === undefined ? '' : JSON.stringify(content);
    return { status, body, headers: { ...headersOf(body), 'request-id': randomUUID() } };
  }

  const sender: Sender = {
    // 15s/15s/30s/3m/10m/20m/30m×3/60m/3h×3/6h×2
    retryMs: [
      15 * secondMs,
      15 * secondMs,
      30 * secondMs,
      3 * minuteMs,
      10 * minuteMs,
      20 * minuteMs,
      30 * minuteMs,
      30 * minuteMs,
      30 * minuteMs,
      hourMs,
      3 * hourMs,
      3 * hourMs,
      3 * hourMs,
      6 * hourMs,
      6 * hourMs,
    ],
    request({ id, at, fields }, wrong) {
      const { eventType = '', originalType = '', resource = '{}' } = fields;
      const body = JSON.stringify({
        id,
        create_time: new Date(at).toISOString(),
        resource_type: 'encrypt-resource',
        event_type: eventType,
        summary: eventType,
        resource: { original_type: originalType, ...seal(resource, originalType) },
      });
      const how = wrong ? 'wrong' : Math.random() < knobs.notices.signTest ? 'sign_test' : undefined;
      return { body, headers: { ...headersOf(body, how), 'content-type': 'application/json' } };
    },
    accepted: (status) => status >= 200 && status < 300,
  };

  return { refusalOf, signed, seal, sender };
}
