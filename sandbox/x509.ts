import { sign, type KeyObject } from 'node:crypto';

/* Just enough DER to make a certificate (RFC 5280): Node reads certificates but makes none. */

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const bytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const integer = (hex: string) => der(0x02, Buffer.from(/^[89a-f]/i.test(hex) ? `00${hex}` : hex, 'hex'));
const time = (at: Date) => der(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));
const commonName = Buffer.from('0603550403', 'hex');
const name = (text: string) => sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text)))));
/** sha256WithRSAEncryption, no parameters. */
const algorithm = sequence(Buffer.from('06092a864886f70d01010b', 'hex'), der(0x05));

/** A certificate of a key signed by that key, valid for five years, as PEM. `serial`: upper-case hex of whole bytes. */
export function selfSigned({
  serial,
  subject,
  publicKey,
  privateKey,
}: {
  serial: string;
  subject: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}) {
  const from = new Date(Date.now() - 86_400_000);
  const to = new Date(from.getTime() + 5 * 365 * 86_400_000);
  const version3 = der(0xa0, integer('02'));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(
    version3,
    integer(serial),
    algorithm,
    name(subject),
    sequence(time(from), time(to)),
    name(subject),
    spki,
  );
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
