import assert from 'node:assert/strict';
import { inAnotherTerminal, newSettings, run, startStack, type Settings, type Stack } from './stack.ts';
import { createUnit } from './unit.ts';

describe('npm start on data of another build', function () {
  this.timeout(600_000);
  let settings: Settings;
  let stack: Stack;
  const restart = async (more: Settings) => {
    await stack.stop('SIGTERM');
    stack = await startStack({ ...settings, ...more });
  };
  const release = async () => {
    const { lines, exited } = run(inAnotherTerminal(stack), 'expo.ts', 'release', '--dry-run');
    assert.equal(await exited, 0, lines.join('\n'));
    return lines.join('\n');
  };

  it('given a stack without a build, when it is started with one, then the orders of before and those after it are served; and when it is without again, then those of before are, and it says whose workers the others wait for', async () => {
    settings = await newSettings({ RATE_LIMITS: 'off', PAYMENT_WINDOW_SECONDS: '3600' });
    stack = await startStack(settings);
    const unit = await createUnit(stack, 3);
    const pay = async ({ orderNo }: { orderNo: string }) => {
      await unit.pay(await unit.openPayment(orderNo));
      await unit.stateIs(orderNo, 'paid');
    };
    const [first, second] = [await unit.place(), await unit.place()];
    assert.match(await release(), /^New runs begin with workers without a build\nno build: \d open runs/);

    await restart({ BUILD_ID: 'one' });
    await pay(first);
    const third = await unit.place();
    await pay(third);
    assert.match(
      await release(),
      /^New runs begin with build one\nbuild one {2}current: new runs begin with it {2}\(open runs: 1 end with it, 1 go on with the current one\)/,
    );

    await restart({});
    await pay(second);
    assert.ok(
      stack.lines.some((line) => line.includes('1 run waits for workers of build one, which are not here')),
      stack.lines.join('\n'),
    );
    assert.match(
      await release(),
      /^New runs begin with workers without a build\nbuild one {2}draining: keep its workers/,
    );
  });
  after(() => stack?.stop('SIGTERM'));
});
