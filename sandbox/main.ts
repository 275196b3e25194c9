import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createSandbox } from './app.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    'data-dir': { type: 'string', default: '.data' },
    'sf-push-url': { type: 'string' },
    'fapiao-push-url': { type: 'string' },
  },
});

const sandbox = createSandbox({
  dataDir: values['data-dir'],
  sfPushUrl: values['sf-push-url'],
  fapiaoPushUrl: values['fapiao-push-url'],
});
const server = sandbox.app.listen(Number(values.port), '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`sandbox ready on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
// Longer than any client keeps an idle connection: else a call now and then meets a closing socket.
server.keepAliveTimeout = 120_000;

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => sandbox.close());
    server.closeAllConnections();
  });
}
