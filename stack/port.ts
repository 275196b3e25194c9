import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A port the stack is going to listen on, under the name of its setting. */
export type WantedPort = { setting: string; port: number; host: string };

/** What stands in the way, one sentence a port; empty when all are free. */
export async function portProblems(wanted: WantedPort[]): Promise<string[]> {
  const problems: string[] = [];
  const seen = new Map<number, string>();
  for (const { setting, port, host } of wanted) {
    const other = seen.get(port);
    seen.set(port, setting);
    if (other) problems.push(`${setting} and ${other} are both ${port}`);
    else if (await isBusy(port, host))
      problems.push(`${setting}=${port} is busy: something else listens on ${host}:${port}`);
  }
  return problems;
}

/** A port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether somebody accepts connections there. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

function isBusy(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
