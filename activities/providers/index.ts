import { channels, type Channel, type PaymentGateway } from '../../domain/payment.ts';
import type { InvoiceProvider } from '../../domain/invoice.ts';
import type { TextSender } from '../../domain/notification.ts';
import type { PhotoStore } from '../../domain/photo.ts';
import type { Courier } from '../../domain/shipment.ts';
import type { RequestIdSource } from '../request-id.ts';
import { createAlipayGateway } from './alipay.ts';
import { createAliyunSms } from './aliyun-sms.ts';
import { createFapiao } from './fapiao.ts';
import { withCheck } from './photo-check.ts';
import { createPhotoFiles } from './photo-files.ts';
import { createPhotoS3 } from './photo-s3.ts';
import { createSfExpress } from './sf-express.ts';
import type { Standing } from './standing.ts';
import { createWechatClient, type WechatClient } from './wechat-client.ts';
import { createWechatPayGateway } from './wechat-pay.ts';

/** The settings of every provider, by their names in the environment. */
export interface ProviderSettings {
  publicUrl: string;
  ALIPAY_ENDPOINT?: string | undefined;
  ALIPAY_APP_ID?: string | undefined;
  ALIPAY_SELLER_ID?: string | undefined;
  ALIPAY_PRIVATE_KEY?: string | undefined;
  ALIPAY_PUBLIC_KEY?: string | undefined;
  /** Without it the channel is not offered. */
  WECHAT_ENDPOINT?: string | undefined;
  WECHAT_MCH_ID?: string | undefined;
  WECHAT_APP_ID?: string | undefined;
  WECHAT_MCH_SERIAL?: string | undefined;
  WECHAT_MCH_PRIVATE_KEY?: string | undefined;
  WECHAT_API_V3_KEY?: string | undefined;
  WECHAT_PUBLIC_KEY_ID?: string | undefined;
  WECHAT_PUBLIC_KEY?: string | undefined;
  FAPIAO_TAX_CODE: string;
  SMS_ENDPOINT?: string | undefined;
  SMS_ACCESS_KEY_ID?: string | undefined;
  SMS_ACCESS_KEY_SECRET?: string | undefined;
  SMS_SIGN_NAME: string;
  SF_ENDPOINT?: string | undefined;
  SF_PARTNER_ID?: string | undefined;
  SF_CHECKWORD?: string | undefined;
  SF_MONTHLY_CARD: string;
  photoDir: string;
  PHOTO_S3_ENDPOINT?: string | undefined;
  PHOTO_S3_REGION: string;
  PHOTO_S3_BUCKET?: string | undefined;
  PHOTO_S3_ACCESS_KEY_ID?: string | undefined;
  PHOTO_S3_SECRET_ACCESS_KEY?: string | undefined;
}

/** Who is asked, in our words: the channels, and those beside them. */
export type ProviderName = Channel | 'fapiao' | 'sms' | 'courier' | 'photos';

type Need = (name: keyof ProviderSettings) => string;

/** What each adapter is given; `need` hears of every name without which it has nothing to work with. */
function accountsIn(settings: ProviderSettings, requestId: RequestIdSource, need: Need) {
  return {
    alipay: {
      requestId,
      endpoint: need('ALIPAY_ENDPOINT'),
      appId: need('ALIPAY_APP_ID'),
      sellerId: need('ALIPAY_SELLER_ID'),
      privateKey: need('ALIPAY_PRIVATE_KEY'),
      alipayPublicKey: need('ALIPAY_PUBLIC_KEY'),
      notifyUrl: `${settings.publicUrl}/notices/alipay`,
    },
    wechat: settings.WECHAT_ENDPOINT
      ? {
          requestId,
          endpoint: settings.WECHAT_ENDPOINT,
          mchId: need('WECHAT_MCH_ID'),
          appId: need('WECHAT_APP_ID'),
          mchSerial: need('WECHAT_MCH_SERIAL'),
          mchPrivateKey: need('WECHAT_MCH_PRIVATE_KEY'),
          apiV3Key: need('WECHAT_API_V3_KEY'),
          publicKeyId: settings.WECHAT_PUBLIC_KEY_ID,
          publicKey: settings.WECHAT_PUBLIC_KEY,
        }
      : undefined,
    sms: {
      requestId,
      endpoint: need('SMS_ENDPOINT'),
      accessKeyId: need('SMS_ACCESS_KEY_ID'),
      accessKeySecret: need('SMS_ACCESS_KEY_SECRET'),
      signName: settings.SMS_SIGN_NAME,
    },
    sf: {
      requestId,
      endpoint: need('SF_ENDPOINT'),
      partnerId: need('SF_PARTNER_ID'),
      checkword: need('SF_CHECKWORD'),
      monthlyCard: settings.SF_MONTHLY_CARD,
    },
    s3: settings.PHOTO_S3_ENDPOINT
      ? {
          requestId,
          endpoint: settings.PHOTO_S3_ENDPOINT,
          region: settings.PHOTO_S3_REGION,
          bucket: need('PHOTO_S3_BUCKET'),
          accessKeyId: need('PHOTO_S3_ACCESS_KEY_ID'),
          secretAccessKey: need('PHOTO_S3_SECRET_ACCESS_KEY'),
        }
      : undefined,
  };
}

/** A provider's question about how we stand with it; `missing`: the settings without which it cannot be asked. Undefined: not used here. */
export interface ProviderCheck {
  missing: string[];
  ask: () => Promise<Standing>;
}

/** How to ask each provider, one without the others; a question whose settings make no adapter throws. */
export function createChecks(settings: ProviderSettings): Record<ProviderName, ProviderCheck | undefined> {
  const missing: string[] = [];
  const accounts = accountsIn(
    settings,
    () => undefined,
    (name) => settings[name] || (missing.push(name), ''),
  );
  const check = (prefix: string, ask: ProviderCheck['ask']): ProviderCheck => ({
    missing: missing.filter((name) => name.startsWith(prefix)),
    ask,
  });
  const { alipay, wechat, sms, sf, s3 } = accounts;
  const ofWechat = (ask: (client: WechatClient) => Promise<Standing>) =>
    wechat && check('WECHAT_', async () => ask(createWechatClient(wechat)));
  return {
    alipay: check('ALIPAY_', async () => createAlipayGateway(alipay).check()),
    wechat: ofWechat((client) => createWechatPayGateway(client, { notifyBase: settings.publicUrl }).check()),
    fapiao: ofWechat((client) => createFapiao(client, { taxCode: settings.FAPIAO_TAX_CODE }).check()),
    sms: check('SMS_', async () => createAliyunSms(sms).check()),
    courier: check('SF_', async () => createSfExpress(sf).check()),
    photos: check('PHOTO_S3_', async () =>
      withCheck(s3 ? createPhotoS3(s3) : createPhotoFiles(settings.photoDir)).check(),
    ),
  };
}

/** Every provider behind its port, asked under the id that `requestId` gives; stops with the names of all settings that are missing. */
export function createProviders(
  settings: ProviderSettings,
  requestId: RequestIdSource,
): {
  gateways: Partial<Record<Channel, PaymentGateway>>;
  /** Absent without WeChat's merchant account, over which invoices are issued. */
  invoices: InvoiceProvider | undefined;
  sms: TextSender;
  courier: Courier;
  photos: PhotoStore;
} {
  const missing: string[] = [];
  const need: Need = (name) => settings[name] || (missing.push(name), '');
  const { alipay, wechat, sms, sf, s3 } = accountsIn(settings, requestId, need);
  if (missing.length > 0)
    throw new Error(`Settings are missing: ${missing.join(', ')} (each also as NAME_FILE where it is a secret)`);
  const wechatClient = wechat && createWechatClient(wechat);
  // Each channel, also one that is not offered here.
  const made: Record<Channel, PaymentGateway | undefined> = {
    alipay: createAlipayGateway(alipay),
    wechat: wechatClient
      ? createWechatPayGateway(wechatClient, { notifyBase: `${settings.publicUrl}/notices/wechat` })
      : undefined,
  };
  return {
    invoices: wechatClient ? createFapiao(wechatClient, { taxCode: settings.FAPIAO_TAX_CODE }) : undefined,
    gateways: Object.fromEntries(channels.flatMap((channel) => (made[channel] ? [[channel, made[channel]]] : []))),
    sms: createAliyunSms(sms),
    courier: createSfExpress(sf),
    photos: s3 ? createPhotoS3(s3) : createPhotoFiles(settings.photoDir),
  };
}
