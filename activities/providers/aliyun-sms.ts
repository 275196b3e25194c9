import { createRequire } from 'node:module';
import type dysmsapi from '@alicloud/dysmsapi20170525';
import { z } from 'zod';
import type { NotificationKind, TextSender } from '../../domain/notification.ts';
import { requestIdHeaders, type RequestIdSource } from '../request-id.ts';
import { AnswerFault, faultCode, outcomeUnknown } from './outcome.ts';
import { Refused, standingBy, type Checked, type RefusalCause } from './standing.ts';

/**
 * The package is CommonJS with a `default` of its own, which loaders unwrap each in another way: required, it is what it is. Not
 * before it is used: of all that a process reads at its start it would be the fifth part, and the API sends no text.
 */
const sdk = () => createRequire(import.meta.url)('@alicloud/dysmsapi20170525') as typeof dysmsapi;

/** Settings of an Aliyun SMS account. */
export interface AliyunSmsSettings {
  /** `dysmsapi.aliyuncs.com`, or a URL; plain http only on loopback. */
  endpoint: string;
  accessKeyId: string;
  accessKeySecret: string;
  signName: string;
  timeoutMs?: number;
  requestId?: RequestIdSource | undefined;
}

/** The codes of a gateway that does not take us. */
const causes: [code: RegExp, cause: RefusalCause][] = [
  [/^(SignatureDoesNotMatch|IncompleteSignature)/, 'key'],
  [/^InvalidAccessKeyId/, 'account'],
  [/^(Forbidden|NoPermission|isv\.RAM_PERMISSION)/, 'right'],
  [/^InvalidTimeStamp/, 'clock'],
];

const sendAnswer = z.object({ code: z.string().min(1), bizId: z.string().min(1).optional() });

/** Mobile and parameters travel in the URL, so nothing but loopback may go unencrypted. */
function addressOf(endpoint: string): { protocol: 'http' | 'https'; host: string } {
  const url = new URL(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
  if (url.protocol === 'https:') return { protocol: 'https', host: url.host };
  if (url.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))
    return { protocol: 'http', host: url.host };
  throw new Error(`the SMS endpoint must be https or loopback http, not ${url.origin}`);
}

/** The code under which a text was approved for the account: `SMS_PAYMENT_DUE`, and with `_EN` in English. */
function usualCode(kind: NotificationKind, language: 'zh' | 'en'): string {
  return `SMS_${kind.toUpperCase()}${language === 'en' ? '_EN' : ''}`;
}

/**
 * As the provider writes numbers: abroad the country's code and the number, without `+`. Undefined for one that it would take for
 * somebody's mainland mobile (+1 310…): its text would reach a stranger.
 */
function phoneNumberOf(mobile: string): string | undefined {
  if (!mobile.startsWith('+')) return mobile;
  const abroad = mobile.slice(1);
  return /^1[3-9][0-9]{9}$/.test(abroad) ? undefined : abroad;
}

/** Texts through Aliyun. It has no idempotency token: a call repeated after an unknown outcome may be a second text. */
export function createAliyunSms(settings: AliyunSmsSettings): TextSender & Checked {
  const { accessKeyId, accessKeySecret, signName, timeoutMs = 5000, requestId } = settings;
  const { protocol, host } = addressOf(settings.endpoint);
  const config = {
    endpoint: host,
    protocol,
    accessKeyId,
    accessKeySecret,
    connectTimeout: timeoutMs,
    readTimeout: timeoutMs,
  };
  type Client = InstanceType<typeof dysmsapi.default>;
  let made: Client | undefined;
  const client = () => (made ??= new (sdk().default)(config as ConstructorParameters<typeof dysmsapi.default>[0]));

  const runtime = () =>
    ({ extendsParameters: { headers: requestIdHeaders(requestId) } }) as unknown as Parameters<
      Client['sendSmsWithOptions']
    >[1];

  return {
    /** Asks what was sent to a number today: sends nothing. */
    check: () =>
      standingBy(async () => {
        const asked = new (sdk().QuerySendDetailsRequest)({
          phoneNumber: '13000000000',
          sendDate: new Date().toISOString().slice(0, 10).replaceAll('-', ''),
          pageSize: 1,
          currentPage: 1,
        });
        const code = await client()
          .querySendDetailsWithOptions(asked, runtime())
          .then(
            ({ body }) => sendAnswer.parse(body).code,
            (error: unknown) => {
              const word = faultCode(error);
              const cause = causes.find(([pattern]) => pattern.test(word))?.[1];
              throw cause ? new Refused(cause, word) : error;
            },
          );
        if (code !== 'OK') throw new Refused('other', code);
        return 'SMS_SIGN_NAME and the texts, which only a text shows';
      }),

    async send({ mobile, template, language, templateCode = usualCode(template, language), params, outId }) {
      const phoneNumbers = phoneNumberOf(mobile);
      if (phoneNumbers === undefined) return { status: 'refused', reason: 'number_ambiguous' };
      const request = new (sdk().SendSmsRequest)({
        phoneNumbers,
        signName,
        templateCode,
        templateParam: JSON.stringify(params),
        outId,
      });
      try {
        const { code, bizId } = sendAnswer.parse((await client().sendSmsWithOptions(request, runtime())).body);
        if (code === 'OK' && bizId) return { status: 'sent', providerId: bizId };
        if (/^isv\.[\w.-]{1,64}$/.test(code)) return { status: 'refused', reason: code };
        throw new AnswerFault(code);
      } catch (error) {
        throw outcomeUnknown('aliyun sms send', error);
      }
    },
  };
}
