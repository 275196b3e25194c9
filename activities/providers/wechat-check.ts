import { isAxiosError } from 'axios';
import { randomBytes } from 'node:crypto';
import { faultCode } from './outcome.ts';
import { Refused, standingBy, type RefusalCause, type Standing } from './standing.ts';
import { refusalBody, type WechatClient } from './wechat-client.ts';

const causes: Readonly<Record<string, RefusalCause>> = {
  SIGN_ERROR: 'key',
  MCH_NOT_EXISTS: 'account',
  NO_AUTH: 'right',
  RULE_LIMIT: 'right',
  EV3_RES_HEADERS_INCOMPLATE: 'answer',
  EV3_RES_HEADER_PLATFORM_SERIAL: 'answer',
  EV3_RES_HEADER_SIGNATURE_DIGEST: 'answer',
  EV3_RES_HEADER_TIMESTAMP_OFFSET: 'clock',
  certificates_signature: 'answer',
  certificates_sealed: 'sealing',
};

/** The platform's word, or ours, for why there was no answer. */
function wordOf(error: unknown): string {
  const said = isAxiosError(error) ? refusalBody.safeParse(error.response?.data) : undefined;
  return said?.success ? said.data.code : faultCode(error).replace(/^certificates_4\d\d_/, '');
}

/** As long as a trade's may be, and given to none. */
export const nobodysNumber = () => `nobody${randomBytes(12).toString('hex')}`;

/** Asks for something that nobody made; that it is not there, signed by the platform, is the right answer. */
export function checkWechat(
  client: WechatClient,
  { path, query }: { path: string; query: Record<string, string> },
): Promise<Standing> {
  return standingBy(async () => {
    const { code } = await client.ask({ method: 'GET', path, query, accepts: 404 }).then(
      (answer) => refusalBody.parse(answer),
      (error: unknown) => {
        const word = wordOf(error);
        throw causes[word] ? new Refused(causes[word], word) : error;
      },
    );
    if (!/NOT_?(EXISTS?|FOUND)$/.test(code) || causes[code]) throw new Refused(causes[code] ?? 'other', code);
    // With a public key of the platform's no certificate was fetched, which alone is sealed under ours.
    return client.settings.publicKeyId ? 'WECHAT_API_V3_KEY, which seals notices alone' : undefined;
  });
}
