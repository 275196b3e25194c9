import { isAxiosError } from 'axios';
import { Aes, Decorator, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { NoticeRefusal, NoticeWords, RawNotice } from '../../domain/payment.ts';
import { requestIdHeaders, type RequestIdSource } from '../request-id.ts';
import { AnswerFault, outcomeUnknown } from './outcome.ts';

/** A merchant of WeChat Pay; keys as PEM. The platform's own keys are fetched, or given by id (`PUB_KEY_ID_…`) for newer merchants. */
export interface WechatSettings {
  endpoint: string;
  mchId: string;
  appId: string;
  mchSerial: string;
  mchPrivateKey: string;
  /** 32 characters; what callbacks and certificates are encrypted with. */
  apiV3Key: string;
  publicKeyId?: string | undefined;
  publicKey?: string | undefined;
  timeoutMs?: number;
  requestId?: RequestIdSource | undefined;
}

interface Call {
  method: 'GET' | 'POST';
  path: string;
  query?: Record<string, string>;
  body?: object;
  /** A refusal with this status is an answer, and its signature verified as one's. */
  accepts?: number;
}

/** WeChat reads its own words only. */
export const wechatNoticeWords: NoticeWords = {
  accepted: { code: 'SUCCESS', message: '成功' },
  refused: (reason) => ({ code: 'FAIL', message: reason }),
};

/** A refusal of the business: nothing was done. */
export interface WechatRefusal {
  status: number;
  code: string;
}

const sealed = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  ciphertext: z.string(),
  nonce: z.string(),
  associated_data: z.string().default(''),
});
const certificateList = z.object({
  data: z.array(z.object({ serial_no: z.string(), encrypt_certificate: sealed })).min(1),
});
const callback = z.object({ id: z.string().min(1).max(128), event_type: z.string(), resource: sealed });
export const refusalBody = z.object({ code: z.string().regex(/^[A-Z_]{1,64}$/) });

/** What may have been done all the same, or says nothing about the request. */
const unclear = [
  'SYSTEM_ERROR',
  'SYSTEMERROR',
  'FREQUENCY_LIMITED',
  'FREQUENCY_LIMIT_EXCEED',
  'SIGN_ERROR',
  'BANK_ERROR',
  'BANKERROR',
];
const maxSkewSeconds = 300;
/** A callback can name any serial: it must not make us ask for certificates without end. */
const askAgainAfterMs = 60_000;

export type WechatClient = ReturnType<typeof createWechatClient>;

/** WeChat Pay's APIv3: requests signed, every answer's signature verified, with platform keys that may change while we run. */
export function createWechatClient(settings: WechatSettings) {
  const {
    endpoint,
    mchId: mchid,
    mchSerial: serial,
    mchPrivateKey: privateKey,
    apiV3Key,
    timeoutMs = 5_000,
    requestId,
  } = settings;
  const given = settings.publicKeyId && settings.publicKey ? { [settings.publicKeyId]: settings.publicKey } : {};
  let certs: Record<string, string> = given;
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;

  const open = ({ ciphertext, nonce, associated_data }: z.infer<typeof sealed>) =>
    Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data);

  function unsealed(certificate: z.infer<typeof sealed>): string {
    try {
      return open(certificate);
    } catch {
      throw new AnswerFault('certificates_sealed');
    }
  }

  /** The platform's certificates. They come encrypted under our key, and the answer is signed by one of them. */
  async function fetchCertificates(): Promise<void> {
    askedAt = Date.now();
    const path = '/v3/certificates';
    const [nonce, timestamp] = [Formatter.nonce(), String(Formatter.timestamp())];
    const signature = Rsa.sign(Formatter.request('GET', path, timestamp, nonce), Rsa.from(privateKey, 'private'));
    const authorization = Formatter.authorization(mchid, nonce, signature, timestamp, serial);
    const headers = {
      Authorization: authorization,
      Accept: 'application/json',
      'User-Agent': 'expo-registration',
      ...requestIdHeaders(requestId),
    };
    const answer = await fetch(endpoint + path, { headers, signal: AbortSignal.timeout(timeoutMs) });
    const body = await answer.text();
    if (answer.status !== 200) throw new AnswerFault(`certificates_${answer.status}${wordOf(body)}`);
    const { data } = certificateList.parse(JSON.parse(body));
    const fetched = Object.fromEntries(
      data.map((each) => [each.serial_no, publicKeyOf(unsealed(each.encrypt_certificate))]),
    );
    const by = answer.headers.get('wechatpay-serial') ?? '';
    const signed = Formatter.response(
      answer.headers.get('wechatpay-timestamp') ?? '',
      answer.headers.get('wechatpay-nonce') ?? '',
      body,
    );
    if (!fetched[by] || !Rsa.verify(signed, answer.headers.get('wechatpay-signature') ?? '', fetched[by]))
      throw new AnswerFault('certificates_signature');
    certs = { ...given, ...fetched };
  }

  /** One request for all who need it at the same time. */
  const refresh = () => (asking ??= fetchCertificates().finally(() => (asking = undefined)));

  async function knownKey(wanted: string): Promise<string | undefined> {
    if (!certs[wanted] && Date.now() - askedAt >= askAgainAfterMs) await refresh();
    return certs[wanted];
  }

  async function send({ method, path, query, body, accepts }: Call, responseType?: 'arraybuffer'): Promise<unknown> {
    if (Object.keys(certs).length === 0) await refresh();
    // The client copies its keys, so each call takes those of now. `proxy: false`: axios would follow the environment.
    const client = new Decorator({
      mchid,
      serial,
      privateKey,
      certs,
      baseURL: endpoint,
      proxy: false,
      timeout: timeoutMs,
    } as never);
    const answer: { data: unknown } = await client.request(path.slice(1), method, body, {
      ...(query ? { params: query } : {}),
      ...(responseType ? { responseType } : {}),
      ...(accepts ? { validateStatus: (status: number) => status === accepts || (status >= 200 && status < 300) } : {}),
      headers: requestIdHeaders(requestId),
    });
    return answer.data;
  }

  function refusalOf(error: unknown): WechatRefusal | undefined {
    if (!isAxiosError(error) || !error.response || error.response.status < 400 || error.response.status >= 500)
      return undefined;
    const parsed = refusalBody.safeParse(error.response.data);
    if (
      !parsed.success ||
      unclear.includes(parsed.data.code) ||
      error.response.status === 429 ||
      error.response.status === 401
    )
      return undefined;
    return { status: error.response.status, code: parsed.data.code };
  }

  return {
    settings,

    /** For a check: one call's answer as it came, verified; throws what the client threw. */
    ask: (request: Call): Promise<unknown> => send(request),

    /** One call, safe to repeat. Throws `OutcomeUnknown` for whatever is not a signed, understood answer or a refusal. */
    async call<T>(
      what: string,
      request: Call,
      schema: z.ZodType<T>,
    ): Promise<{ answer: T } | { refusal: WechatRefusal }> {
      try {
        try {
          return { answer: schema.parse(await send(request)) };
        } catch (error) {
          if (!isAxiosError(error) || error.code !== 'EV3_RES_HEADER_PLATFORM_SERIAL') throw error;
          // The platform signs with a new key.
          await refresh();
          return { answer: schema.parse(await send(request)) };
        }
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal) return { refusal };
        throw outcomeUnknown(`wechat ${what}`, error);
      }
    },

    /** A file the platform named in an answer. It is not signed; what it must look like the caller checks. */
    async download(what: string, url: string): Promise<Buffer> {
      try {
        const { origin, pathname, searchParams } = new URL(url);
        // The request carries our signature: it goes to nobody else.
        if (origin !== new URL(endpoint).origin) throw new AnswerFault('other_host');
        const data = await send(
          { method: 'GET', path: pathname, query: Object.fromEntries(searchParams) },
          'arraybuffer',
        );
        return Buffer.from(data as ArrayBuffer);
      } catch (error) {
        throw outcomeUnknown(`wechat ${what}`, error);
      }
    },

    /** Verifies and opens a callback: raw bytes first, and nothing of it is believed before. */
    async readCallback({
      headers,
      body,
    }: RawNotice): Promise<{ id: string; eventType: string; resource: unknown } | { refused: NoticeRefusal }> {
      const get = (name: string) => String(headers[`wechatpay-${name}`] ?? '');
      const [timestamp, nonce, signature] = [get('timestamp'), get('nonce'), get('signature')];
      if (signature.startsWith('WECHATPAY/SIGNTEST/')) return { refused: 'sign_test' };
      if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= maxSkewSeconds)) return { refused: 'stale' };
      const key = await knownKey(get('serial')).catch((error: unknown) => {
        throw outcomeUnknown('wechat certificates', error);
      });
      if (!key || !isSigned(Formatter.response(timestamp, nonce, body), signature, key))
        return { refused: 'signature' };
      try {
        const { id, event_type: eventType, resource } = callback.parse(JSON.parse(body));
        return { id, eventType, resource: JSON.parse(open(resource)) as unknown };
      } catch {
        return { refused: 'malformed' };
      }
    },
  };
}

/** `_SIGN_ERROR`: the platform's own word for why it refuses, if it says one. */
function wordOf(body: string): string {
  try {
    return `_${refusalBody.parse(JSON.parse(body)).code}`;
  } catch {
    return '';
  }
}

const publicKeyOf = (certificate: string) =>
  new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }).toString();

function isSigned(text: string, signature: string, key: string): boolean {
  try {
    return Rsa.verify(text, signature, key);
  } catch {
    return false;
  }
}
