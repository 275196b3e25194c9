import { parentPort } from 'node:worker_threads';
import bcrypt from 'bcryptjs';

export interface BcryptJob {
  password: string;
  hash: string;
}

parentPort?.on('message', ({ password, hash }: BcryptJob) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(bcrypt.compareSync(password, hash));
});
