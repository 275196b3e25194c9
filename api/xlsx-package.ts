import { unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { TableRefusal } from './sheet-table.ts';

/** What an upload may unpack to, and how its XML may be built: a small file may unfold to gigabytes. */
const limits = { unpackedBytes: 20_000_000, entries: 1_000, depth: 64, attributes: 256 } as const;

/**
 * The entries asked for of an XLSX file, by its one directory, the last in the file. Each is unpacked into the space its directory
 * gives it and not beyond; together, read or not, they may not promise more than the limit.
 */
export function unpack(bytes: Buffer, isWanted: (name: string) => boolean): Map<string, Uint8Array> {
  const names = new Set<string>();
  let promised = 0;
  const entries = unzipSync(bytes, {
    filter({ name, size, originalSize }) {
      promised += Math.max(size, originalSize);
      if (promised > limits.unpackedBytes || names.size >= limits.entries)
        throw new TableRefusal({ code: 'file_too_large' });
      if (names.has(name)) throw new TableRefusal({ code: 'file_unreadable' });
      names.add(name);
      return isWanted(name);
    },
  });
  return new Map(Object.entries(entries));
}

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  open?: (name: string, attributes: Attributes) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

/** The name without the prefix of its namespace, which writers choose as they like. */
export const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** Tells what stands in an entry, in its order; throws at what is not well-formed, has a document type, or is built too deep or too broad. */
export function walkXml(entry: Uint8Array, { open, close, text }: XmlHandlers): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const refuse = () => {
    throw new TableRefusal({ code: 'file_unreadable' });
  };
  let [depth, attributes] = [0, 0];
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('opentagstart', () => {
    depth += 1;
    attributes = 0;
    if (depth > limits.depth) refuse();
  });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > limits.attributes) refuse();
  });
  parser.on('opentag', (tag) => open?.(localName(tag.name), tag.attributes));
  parser.on('closetag', (tag) => {
    depth -= 1;
    close?.(localName(tag.name));
  });
  parser.on('text', (piece) => text?.(piece));
  parser.on('cdata', (piece) => text?.(piece));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let at = 0; at < entry.length; at += 65_536)
    parser.write(decoder.decode(entry.subarray(at, at + 65_536), { stream: true }));
  parser.write(decoder.decode()).close();
}
