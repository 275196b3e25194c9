import { createChecks, type ProviderCheck, type ProviderName } from '../../activities/providers/index.ts';
import type { RefusalCause, Standing } from '../../activities/providers/standing.ts';
import type { Config, SettingName } from '../../config.ts';
import { findingsOf, lineOf, within, type Finding } from './finding.ts';

const { ok, warn, wrong } = findingsOf('providers');

/** What each cause of a refusal is about, by the settings that must be right for it. */
interface Words {
  title: string;
  endpoint: SettingName;
  account: string;
  key: string;
  answer?: string;
  sealing?: string;
}

const wechat = {
  endpoint: 'WECHAT_ENDPOINT',
  account: 'WECHAT_MCH_ID',
  key: 'WECHAT_MCH_PRIVATE_KEY must be the key whose certificate has the serial WECHAT_MCH_SERIAL, of the merchant WECHAT_MCH_ID',
  answer: 'give WECHAT_PUBLIC_KEY with its WECHAT_PUBLIC_KEY_ID as the merchant platform shows them, or neither',
  sealing: 'WECHAT_API_V3_KEY must be the APIv3 key that was last set at the merchant platform',
} as const;

const words: Record<ProviderName, Words> = {
  alipay: {
    title: 'Alipay',
    endpoint: 'ALIPAY_ENDPOINT',
    account: 'ALIPAY_APP_ID',
    key: 'upload the public half of ALIPAY_PRIVATE_KEY to the app ALIPAY_APP_ID, or give the key that is there',
    answer: 'ALIPAY_PUBLIC_KEY must be Alipay’s (支付宝公钥) as the app’s page shows it',
  },
  wechat: { title: 'WeChat Pay', ...wechat },
  fapiao: { title: 'invoices at WeChat', ...wechat },
  sms: {
    title: 'Aliyun SMS',
    endpoint: 'SMS_ENDPOINT',
    account: 'SMS_ACCESS_KEY_ID',
    key: 'SMS_ACCESS_KEY_SECRET must be the secret of SMS_ACCESS_KEY_ID',
  },
  courier: {
    title: 'SF Express',
    endpoint: 'SF_ENDPOINT',
    account: 'SF_PARTNER_ID (and that the partner has the order services)',
    key: 'SF_CHECKWORD must be the checkword of SF_PARTNER_ID, for this environment (production and sandbox have their own)',
  },
  photos: {
    title: 'the photo store',
    endpoint: 'PHOTO_S3_ENDPOINT',
    account: 'PHOTO_S3_ACCESS_KEY_ID',
    key: 'PHOTO_S3_SECRET_ACCESS_KEY must be the secret of PHOTO_S3_ACCESS_KEY_ID, and PHOTO_S3_REGION the bucket’s',
  },
};

function mendOf(name: ProviderName, cause: RefusalCause, config: Config): string {
  const { account, key, answer, sealing } = words[name];
  if (name === 'photos' && !config.PHOTO_S3_ENDPOINT)
    return `PHOTO_DIR (${config.photoDir}) must be a folder that API and worker may write`;
  switch (cause) {
    case 'unusable':
      return `correct the keys (see settings): ${key}`;
    case 'key':
      return key;
    case 'account':
      return `correct ${account}`;
    case 'answer':
      return answer ?? 'somebody else answers there: correct the endpoint';
    case 'sealing':
      return sealing ?? key;
    case 'right':
      return 'give the account the right to it in the provider’s console';
    case 'place':
      return name === 'photos'
        ? 'make the bucket, or correct PHOTO_S3_BUCKET'
        : 'register the address this machine calls from at the provider';
    case 'clock':
      return 'have this machine keep time by NTP (chronyc tracking, timedatectl)';
    default:
      return 'look the code up in the provider’s documents';
  }
}

const causes: Record<RefusalCause, string> = {
  unusable: 'nothing can be signed or verified with the keys that are given',
  key: 'our signature is not that of the key it knows',
  account: 'it knows no such account',
  answer: 'its answer is not signed by the key we know it by',
  sealing: 'what it seals for us does not open',
  right: 'it knows us, and does not let us',
  place: 'it does not take us from here, or there is no such place',
  clock: 'our clocks are too far apart',
  other: 'it refuses',
};

/** Each provider by a question that changes nothing, all at once. */
export function providerFindings(config: Config): Promise<Finding[]> {
  const checks = Object.entries(createChecks(config)) as [ProviderName, ProviderCheck | undefined][];
  return Promise.all(checks.map(([name, check]) => providerFinding(config, name, check)));
}

async function providerFinding(config: Config, name: ProviderName, check: ProviderCheck | undefined): Promise<Finding> {
  const { title, endpoint } = words[name];
  if (!check) return ok(name, `${title}: not offered, without ${endpoint}`);
  if (check.missing.length > 0)
    return wrong(name, `${title}: not asked, for settings are missing`, `give ${check.missing.join(', ')}`);
  const silent = (code: string) =>
    wrong(
      name,
      `${title}: no answer that is one (${code})`,
      name === 'photos' && !config.PHOTO_S3_ENDPOINT
        ? mendOf(name, 'place', config)
        : `see to it that this machine may reach ${endpoint}, and that it is the provider’s`,
    );
  try {
    const standing = await within(check.ask());
    return standing.is === 'away' ? silent(standing.code) : verdictOn(config, name, standing);
  } catch (error) {
    return silent(lineOf(error));
  }
}

function verdictOn(config: Config, name: ProviderName, standing: Exclude<Standing, { is: 'away' }>): Finding {
  const { title } = words[name];
  if (standing.is === 'known')
    return ok(name, `${title} knows us${standing.unproven ? `; not proven: ${standing.unproven}` : ''}`);
  const { cause, code } = standing;
  const says = `${title}: ${causes[cause]} (${code})`;
  // A login that may send and not look is known all the same.
  return name === 'sms' && cause === 'right'
    ? warn(name, says, mendOf(name, cause, config))
    : wrong(name, says, mendOf(name, cause, config));
}
