import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createProviders } from '../../activities/providers/index.ts';
import { readConfig } from '../../config.ts';
import { channels } from '../../domain/payment.ts';
import { merchantSettings } from '../../stack/parts.ts';
import { paymentProviders } from '../../sandbox/knobs.ts';
import { startSandbox, temporaryDir } from './local-sandbox.ts';

describe('channels', () => {
  for (const channel of channels)
    it(`given the settings that the stack makes for its stand-ins, when a trade is opened by ${channel}, then it stands in the books there`, async () => {
      const DATA_DIR = temporaryDir();
      const sandbox = await startSandbox({ dataDir: DATA_DIR });
      try {
        const local = { DATA_DIR, SANDBOX_PORT: new URL(sandbox.url).port };
        const { gateways } = createProviders(
          readConfig({ ...local, ...merchantSettings(readConfig(local)) }),
          () => undefined,
        );
        const gateway = gateways[channel];
        assert.ok(gateway, `${channel} is not offered`);
        const outTradeNo = '20191105000001P1';
        await gateway.open({
          outTradeNo,
          amountFen: 20_000,
          subject: '证件费',
          expiresAt: new Date(Date.now() + 900_000),
        });
        const { trades } = await sandbox.journal();
        assert.deepEqual(
          trades.map(({ provider, amountFen }) => [provider, amountFen]),
          [[channel, 20_000]],
        );
      } finally {
        await sandbox.stop();
        rmSync(DATA_DIR, { recursive: true });
      }
    });

  it("given the gateways' contract, when its tests are looked through, then each channel's gateway is held against it", () => {
    const tests = readdirSync(import.meta.dirname).map((name) =>
      readFileSync(`${import.meta.dirname}/${name}`, 'utf8'),
    );
    const untried = channels.filter(
      (channel) => !tests.some((test) => test.includes(`describeGateway({ provider: '${channel}'`)),
    );
    assert.deepEqual(untried, []);
  });

  it('given the stand-ins, when they are counted, then each channel has one', () =>
    assert.deepEqual([...paymentProviders], [...channels]));
});
