import { isUtf8 } from 'node:buffer';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';

/** Far beyond every form of ours: the largest body names a thousand people, each with a result and a reason. */
const most = { values: 20_000, depth: 32 };

const said = {
  values: say('too_many_values', { most: most.values }),
  depth: say('too_deep', { most: most.depth }),
} as const;

const [quote, escape, comma] = [0x22, 0x5c, 0x2c];
const openings = new Set([0x5b, 0x7b]);
const closings = new Set([0x5d, 0x7d]);

/**
 * Refuses JSON that would cost more to look at than an honest body can, before it is parsed: a parser makes every value, a schema
 * looks at each and remembers every one that is wrong. `charset` is what the parser will take the bytes for: in any but UTF-8 they
 * are others than those that are looked at here.
 */
export function assertModest(json: Uint8Array, charset: string): void {
  if (charset !== 'utf-8') throw new DomainError('unsupported_media_type', { detail: say('only_utf8') });
  if (!isUtf8(json)) throw new DomainError('malformed_request', { detail: say('no_utf8') });
  const refuse = (what: keyof typeof most): never => {
    throw new DomainError('validation_failed', {
      errors: [{ path: '', code: `too_many_${what}`, message: said[what] }],
    });
  };
  let [values, depth, inText] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (inText) {
      if (byte === escape) at++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === comma) values++;
    else if (openings.has(byte)) {
      values++;
      depth++;
    } else if (closings.has(byte)) depth--;
    if (values > most.values) refuse('values');
    if (depth > most.depth) refuse('depth');
  }
}
