import { createActivities, type Activities } from '../../activities/index.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { createBadgeSigner } from '../../activities/badge-token.ts';
import { createAlipayGateway } from '../../activities/providers/alipay.ts';
import { createAliyunSms } from '../../activities/providers/aliyun-sms.ts';
import { createFapiao } from '../../activities/providers/fapiao.ts';
import { createSfExpress } from '../../activities/providers/sf-express.ts';
import { createWechatClient } from '../../activities/providers/wechat-client.ts';
import { createWechatPayGateway } from '../../activities/providers/wechat-pay.ts';
import { activityRequestId } from '../../activities/request-id.ts';
import type { Channel, PaymentGateway } from '../../domain/payment.ts';
import { startSandbox, wechatSettings, type LocalSandbox } from '../activities/local-sandbox.ts';
import { startStore, type TestStore } from './store.ts';

export interface Workbench extends TestStore {
  sandbox: LocalSandbox;
  activities: Activities;
  /** Looked up at each call, so a test can put another gateway in for a while. */
  gateways: Record<Channel, PaymentGateway>;
  deps: ActivityDeps;
}

export interface WorkbenchSettings {
  /** How long an adapter waits for an answer: long, because a slow machine is no silent provider; tests of silence want it short. */
  providerTimeoutMs?: number;
}

/** Every activity as the worker has it: a database of its own, and the real adapters before a sandbox of its own. */
export async function startWorkbench({
  providerTimeoutMs: timeoutMs = 30_000,
}: WorkbenchSettings = {}): Promise<Workbench> {
  const [base, sandbox] = await Promise.all([startStore(), startSandbox()]);
  const requestId = activityRequestId;
  const get = (name: string) => sandbox.merchant[name]!;
  const wechatClient = createWechatClient({ ...wechatSettings(sandbox, timeoutMs), requestId });
  const gateways = {
    alipay: createAlipayGateway({
      endpoint: sandbox.url,
      appId: get('ALIPAY_APP_ID'),
      sellerId: get('ALIPAY_SELLER_ID'),
      privateKey: get('ALIPAY_PRIVATE_KEY'),
      alipayPublicKey: get('ALIPAY_PUBLIC_KEY'),
      notifyUrl: `${sandbox.url}/nobody-listens`,
      timeoutMs,
      requestId,
    }),
    wechat: createWechatPayGateway(wechatClient, { notifyBase: `${sandbox.url}/nobody-listens` }),
  };
  const signer = createBadgeSigner({ privateKeyPem: base.keyRing.badgeSigningKey });
  const [accessKeyId, accessKeySecret] = [get('SMS_ACCESS_KEY_ID'), get('SMS_ACCESS_KEY_SECRET')];
  const deps: ActivityDeps = {
    store: base.store,
    gateways,
    invoices: createFapiao(wechatClient),
    sms: createAliyunSms({
      endpoint: sandbox.url,
      accessKeyId,
      accessKeySecret,
      signName: '进博会',
      timeoutMs,
      requestId,
    }),
    courier: createSfExpress({
      endpoint: sandbox.url,
      partnerId: get('SF_PARTNER_ID'),
      checkword: get('SF_CHECKWORD'),
      monthlyCard: '7551234567',
      timeoutMs,
      requestId,
    }),
    signBadge: (badge) => signer.sign(badge),
  };
  return {
    ...base,
    sandbox,
    gateways,
    deps,
    activities: createActivities(deps),
    async close() {
      await sandbox.stop();
      await base.close();
    },
  };
}
