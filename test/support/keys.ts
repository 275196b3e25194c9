import { ensureKeyRing } from '../../stack/keys.ts';
import { runDir } from './run.ts';

/** A key ring for this run: the value of KEY_RING_FILE. */
export const testKeyRingFile = (): string => ensureKeyRing(runDir());
