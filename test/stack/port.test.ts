import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { accepts, freePort, portProblems } from '../../stack/port.ts';

describe('ports', () => {
  const host = '127.0.0.1';

  it('given a port somebody listens on, when the wanted ports are looked at, then it alone is named with its setting and number', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    const problems = await portProblems([
      { setting: 'PORT', port, host },
      { setting: 'SANDBOX_PORT', port: await freePort(), host },
    ]);
    assert.deepEqual(problems, [`PORT=${port} is busy: something else listens on ${host}:${port}`]);
    assert.equal(await accepts(port), true);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await accepts(port), false);
  });

  it('given one number for two settings, when looked at, then both are named', async () => {
    const port = await freePort();
    const problems = await portProblems([
      { setting: 'PORT', port, host },
      { setting: 'SANDBOX_PORT', port, host },
    ]);
    assert.deepEqual(problems, [`SANDBOX_PORT and PORT are both ${port}`]);
  });
});
