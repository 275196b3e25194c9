import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { identify } from '../../stack/process-identity.ts';
import type { ServiceSpec } from '../../stack/service.ts';
import { createSupervisor } from '../../stack/supervisor.ts';

/** A supervisor whose sentences and started pids can be waited for. */
function observed() {
  const events = new EventEmitter();
  const said: string[] = [];
  const stopped: string[] = [];
  const pids: number[] = [];
  const supervisor = createSupervisor({
    onLine: (name, line) => events.emit(`${name}: ${line}`),
    say: (sentence) => {
      said.push(sentence);
      events.emit(sentence.replace(/ \(.*/, ''));
    },
    onSpawn: (_spec, pid) => pids.push(pid),
    onStopped: (name) => stopped.push(name),
  });
  return { supervisor, events, said, stopped, pids };
}

const service = (
  name: string,
  script = 'setInterval(() => {}, 1000)',
  rest: Partial<ServiceSpec> = {},
): ServiceSpec => ({
  name,
  command: process.execPath,
  args: ['-e', script],
  isReady: async () => true,
  ...rest,
});

describe('supervisor', () => {
  it('given a running service, when it is killed, then it is started again and a line says so, and the other one is left alone', async () => {
    const { supervisor, events, said, pids } = observed();
    await supervisor.start(service('one'));
    await supervisor.start(service('two'));
    const back = once(events, 'one is back');
    process.kill(pids[0]!, 'SIGKILL');
    await back;
    assert.deepEqual(said, ['one died (SIGKILL): starting it again in 250 ms', `one is back (pid ${pids[2]})`]);
    assert.ok(identify(pids[1]!));
    await supervisor.stop(3_000);
    assert.deepEqual(
      pids.map((pid) => identify(pid)),
      [undefined, undefined, undefined],
    );
  });

  it('given three services of which one ignores its signal, when all are stopped, then they end in reverse order within the time', async () => {
    const { supervisor, events, said, stopped, pids } = observed();
    const armed = once(events, 'deaf: armed');
    await supervisor.start(service('first'));
    await supervisor.start(
      service('deaf', 'process.on("SIGTERM", () => {}); console.log("armed"); setInterval(() => {}, 1000)', {
        graceMs: 200,
      }),
    );
    await supervisor.start(service('last'));
    await armed;
    const since = Date.now();
    await supervisor.stop(2_000);
    assert.ok(Date.now() - since < 3_000);
    assert.deepEqual(stopped, ['last', 'deaf', 'first']);
    assert.deepEqual(said, []);
    assert.ok(pids.every((pid) => identify(pid) === undefined));
  });

  it('given a service that ends at once, when it is first started, then the start fails with its last words and nothing restarts it', async () => {
    const { supervisor, said, pids } = observed();
    const broken = service('broken', 'console.error("no such setting"); process.exit(3)', {
      isReady: async () => false,
    });
    await assert.rejects(
      supervisor.start(broken),
      /broken does not start: it ended before it was ready \(exit code 3\)\nno such setting/,
    );
    await supervisor.stop(1_000);
    assert.equal(pids.length, 1);
    assert.deepEqual(said, []);
  });

  it('given a service that is not ready yet, when all are stopped, then its start is given up and it is gone', async () => {
    const { supervisor, events, pids } = observed();
    const up = once(events, 'slow: up');
    const start = supervisor.start(
      service('slow', 'console.log("up"); setInterval(() => {}, 1000)', { isReady: async () => false }),
    );
    const refused = assert.rejects(start);
    await up;
    await supervisor.stop(2_000);
    await refused;
    assert.equal(identify(pids[0]!), undefined);
  });
});
