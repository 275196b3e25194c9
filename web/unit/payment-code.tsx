import { Button, Spin } from 'antd';
import { Suspense } from 'react';
import type { Channel } from '../../domain/payment.ts';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { lazy } from '../parts/lazy.ts';
import { paymentWords } from './payment-words.ts';

const QrCode = lazy(async () => ({ default: (await import('antd/es/qr-code')).default }));

/** The code a payer scans, or how to get it; another channel's is closed by that. */
export function PaymentCode({
  channel,
  payment,
  action,
}: {
  channel: Channel;
  payment: Schemas['PaymentAttempt'] | null;
  action: { run: (channel: Channel) => void; pending: boolean };
}) {
  const words = useWords(paymentWords);
  const name = words[channel];
  if (payment?.channel === channel && payment.codeUrl)
    return (
      <div className="code">
        <Suspense fallback={<Spin />}>
          <QrCode value={payment.codeUrl} size={220} type="svg" aria-label={words.codeFor(name)} />
        </Suspense>
        <span>{words.scanWith(name)}</span>
      </div>
    );
  const isComing = action.pending || (payment?.channel === channel && payment.state === 'opening');
  return (
    <div className="code">
      <Button type="primary" size="large" loading={isComing} onClick={() => action.run(channel)}>
        {isComing ? words.codeComing : words.showCode(name)}
      </Button>
      <span className="quiet">
        {payment && payment.channel !== channel ? words.switchHelp(words[payment.channel]) : words.codeHelp}
      </span>
    </div>
  );
}
