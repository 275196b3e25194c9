import { createHash, createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Books } from './books.ts';
import { gmt8, type Clock } from './clock.ts';
import type { Answer } from './faults.ts';
import { doorOf } from './faults.ts';
import type { Keys } from './keys.ts';
import type { Knobs } from './knobs.ts';

const algorithm = 'ACS3-HMAC-SHA256';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** RFC 3986, as ACS3 wants it: `encodeURIComponent` leaves five characters alone. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Scheme, access key, names of the signed headers, signature. */
function authorizationOf(req: Request): string[] {
  const form = /^(\S+) Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;
  return form.exec(req.headers.authorization ?? '')?.slice(1) ?? [];
}

function isGenuine(req: Request, query: URLSearchParams, body: string, { accessKeySecret }: Keys['sms']): boolean {
  const [scheme, , names = '', signature = ''] = authorizationOf(req);
  const payload = sha256(body);
  if (scheme !== algorithm || req.headers['x-acs-content-sha256'] !== payload) return false;
  const sorted = [...query].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${encode(value)}`);
  const headers = names.split(';').map((name) => `${name}:${String(req.headers[name] ?? '').trim()}\n`);
  const canonical = [req.method, req.path, sorted.join('&'), headers.join(''), names, payload].join('\n');
  const expected = createHmac('sha256', accessKeySecret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

const reply = (status: number, code: string, message: string, more: object = {}): Answer => ({
  status,
  body: JSON.stringify({ Code: code, Message: message, RequestId: randomUUID().toUpperCase(), ...more }),
});

const rateLimited = () => reply(429, 'Throttling.User', 'Request was denied due to user flow control.');

/** Aliyun's SendSms, and QuerySendDetails to ask what was sent. A text has no idempotency token: the same call twice is two texts. */
export function createAliyunSms({
  books,
  clock,
  keys,
  knobs,
}: {
  books: Books;
  clock: Clock;
  keys: Keys['sms'];
  knobs: Knobs;
}): RequestHandler {
  /** What went to a number on a day of China's. */
  function details(mobile: string, day: string): Answer {
    if (!mobile || !/^\d{8}$/.test(day)) return reply(200, 'isv.INVALID_PARAMETERS', '参数异常');
    const sent = [...books.sms.values()].filter(
      (row) => row.mobile === mobile && gmt8(row.at).slice(0, 10).replaceAll('-', '') === day,
    );
    const shown = sent.map(({ template, at, outId }) => ({
      PhoneNum: mobile,
      SendStatus: 3,
      TemplateCode: template,
      SendDate: gmt8(at),
      OutId: outId,
    }));
    return reply(200, 'OK', 'OK', {
      TotalCount: sent.length,
      SmsSendDetailDTOs: { SmsSendDetailDTO: shown },
    });
  }

  function answer(req: Request): Answer {
    const query = new URLSearchParams(req.url.split('?')[1]);
    const get = (name: string) => query.get(name) ?? '';
    if (authorizationOf(req)[1] !== keys.accessKeyId)
      return reply(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    if (!isGenuine(req, query, typeof req.body === 'string' ? req.body : '', keys)) {
      return reply(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
    }
    if (req.headers['x-acs-action'] === 'QuerySendDetails') return details(get('PhoneNumber'), get('SendDate'));
    if (req.headers['x-acs-action'] !== 'SendSms')
      return reply(404, 'InvalidAction.NotFound', 'Specified api is not found.');
    // Refusals of the business come with 200.
    // Mainland, or a country's code and the number.
    if (!/^(1[3-9]\d{9}|12\d{9}|[2-9]\d{6,14})$/.test(get('PhoneNumbers')))
      return reply(200, 'isv.MOBILE_NUMBER_ILLEGAL', '手机号码格式错误');
    if (!get('SignName')) return reply(200, 'isv.SMS_SIGNATURE_ILLEGAL', '短信签名不合法');
    if (!get('TemplateCode')) return reply(200, 'isv.SMS_TEMPLATE_ILLEGAL', '短信模板不合法');
    const params = get('TemplateParam') || '{}';
    if (!isJson(params)) return reply(200, 'isv.INVALID_JSON_PARAM', 'JSON参数不合法，只接受字符串值');
    const bizId = `${randomInt(1e9, 1e10)}${clock.now()}^0`;
    const row = {
      bizId,
      mobile: get('PhoneNumbers'),
      template: get('TemplateCode'),
      params: JSON.parse(params) as unknown,
      at: clock.now(),
    };
    books.write({ sms: { ...row, outId: query.get('OutId') } });
    return reply(200, 'OK', 'OK', { BizId: bizId });
  }

  return doorOf(knobs, {
    provider: 'sms',
    route: (req) => (req.headers['x-acs-action'] === 'QuerySendDetails' ? 'query' : 'send'),
    rateLimited,
    answer,
  });
}
