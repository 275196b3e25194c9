import { condition, defineSignal, setHandler, sleep } from '@temporalio/workflow';

export const proceed = defineSignal('proceed');

/** What every order does at least: start, a timer, a signal, an end. */
export async function bare(): Promise<void> {
  let told = false;
  setHandler(proceed, () => void (told = true));
  await sleep('1 millisecond');
  await condition(() => told);
}
