import { parentPort } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import type { BadgeType } from '../domain/attendee.ts';
import type { BadgeFace } from './badge-pdf.ts';
import { type Box, emWidth, fittingSize, write as writeIn } from './badge-text.ts';

type Document = PDFKit.PDFDocument;

const mm = 72 / 25.4;
const page = { width: 100 * mm, height: 140 * mm };
const margin = 7 * mm;
const inner = page.width - 2 * margin;

const ink = '#16202c';
const faint = '#66727f';
const looks = {
  professional: { zh: '专业观众', en: 'PROFESSIONAL VISITOR', head: '#0b2f6b', band: '#1763c6', rule: '#7fb2f0' },
  vip: { zh: '贵宾', en: 'VIP', head: '#4a1026', band: '#a87b22', rule: '#e2c27a' },
} as const satisfies Record<BadgeType, unknown>;

type Line = Omit<Box, 'x' | 'width' | 'color'> & Partial<Box>;

function write(doc: Document, text: string, line: Line) {
  writeIn(doc, text, { x: margin, width: inner, color: ink, ...line });
}

function drawHead(doc: Document, face: BadgeFace) {
  const look = looks[face.badgeType];
  doc.rect(0, 0, page.width, 27 * mm).fill(look.head);
  doc.rect(0, 27 * mm, page.width, 0.8 * mm).fill(look.rule);
  write(doc, '中国国际进口博览会', { y: 4.5 * mm, size: 20, font: 'bold', color: 'white', spacing: 1 });
  write(doc, 'China International Import Expo', { y: 14 * mm, size: 10.5, color: 'white' });
  const { zh, en } = face.editionName ?? { zh: `第${face.edition}届`, en: `Edition ${face.edition}` };
  write(doc, `${zh} · ${en}`, { y: 20 * mm, size: 8, least: 5, color: look.rule });
}

function drawPhoto(doc: Document, photo: Uint8Array | undefined) {
  const [width, height] = [25 * mm, 35 * mm];
  const [x, y] = [(page.width - width) / 2, 31.5 * mm];
  if (photo) {
    doc.save().rect(x, y, width, height).clip();
    doc.image(Buffer.from(photo), x, y, { cover: [width, height], align: 'center', valign: 'center' }).restore();
  } else {
    doc.rect(x, y, width, height).fill('#f2f4f7');
    write(doc, '照片 Photo', { x, y, width, height, size: 8, color: faint });
  }
  doc.rect(x, y, width, height).lineWidth(0.6).stroke('#b9c2cd');
}

/** A long name is set in two lines, parted where its own parts meet: at a space or a `·`. */
function nameLines(doc: Document, name: string): string[] {
  const width = (line: string) => emWidth(doc, line, 'bold');
  if (width(name) * 18 <= inner) return [name];
  const parted = [...name.matchAll(/[ ·]/g)].map(({ index }) => [
    name.slice(0, index + 1).trimEnd(),
    name.slice(index + 1),
  ]);
  const longest = (lines: string[]) => Math.max(...lines.map(width));
  return parted.toSorted((a, b) => longest(a) - longest(b))[0] ?? [name];
}

function drawName(doc: Document, name: string) {
  const lines = nameLines(doc, name);
  const largest = { width: inner, size: lines.length === 1 ? 34 : 17, least: 6, font: 'bold' } as const;
  const size = Math.min(...lines.map((line) => fittingSize(doc, line, largest)));
  const height = (15 * mm) / lines.length;
  lines.forEach((line, index) => write(doc, line, { y: 68 * mm + index * height, height, font: 'bold', size }));
}

/** Each run of dark modules of a row is one rectangle of one path: sharp at any printer's resolution. */
function drawQr(doc: Document, token: string, x: number, y: number, side: number) {
  const { size, data } = QRCode.create(token, { errorCorrectionLevel: 'M' }).modules;
  const module = side / size;
  for (let row = 0; row < size; row++) {
    for (let from = 0; from < size; from++) {
      let to = from;
      while (to < size && data[row * size + to]) to++;
      if (to > from) doc.rect(x + from * module, y + row * module, (to - from) * module, module);
      from = to;
    }
  }
  doc.fill('black');
}

function drawBadge(doc: Document, face: BadgeFace) {
  const look = looks[face.badgeType];
  doc.addPage();
  drawHead(doc, face);
  drawPhoto(doc, face.photo);
  drawName(doc, face.name);
  write(doc, face.unitName, { y: 84 * mm, height: 9.5 * mm, size: 11, least: 6, lines: 2 });
  doc.rect(0, 95 * mm, page.width, 12 * mm).fill(look.band);
  write(doc, `${look.zh}  ${look.en}`, {
    y: 95 * mm,
    height: 12 * mm,
    size: 18,
    least: 10,
    font: 'bold',
    color: 'white',
  });
  const side = 27 * mm;
  drawQr(doc, face.token, page.width - margin - side, 110 * mm, side);
  const left = { width: inner - side - 5 * mm, align: 'left' } as const;
  write(doc, '证件号码 Document No.', { ...left, y: 112 * mm, size: 7, color: faint });
  write(doc, face.documentMasked, { ...left, y: 115.5 * mm, size: 12, least: 6 });
  write(doc, '参观证编号 Badge No.', { ...left, y: 124.5 * mm, size: 7, color: faint });
  write(doc, face.badgeNo, { ...left, y: 128 * mm, size: 12, least: 6, font: 'bold' });
}

/** One page a face. The metadata names the expo only: a file's title travels further than its pages. */
async function print(faces: readonly BadgeFace[]): Promise<Buffer> {
  const madeAt = new Date(Math.max(...faces.map((face) => face.madeAt.getTime())));
  const doc = new PDFDocument({
    autoFirstPage: false,
    size: [page.width, page.height],
    margin: 0,
    font: '',
    lang: 'zh-CN',
    info: { Title: '中国国际进口博览会参观证', CreationDate: madeAt },
  });
  for (const face of faces) drawBadge(doc, face);
  doc.end();
  return Buffer.concat(await doc.toArray());
}

async function answer(faces: readonly BadgeFace[]) {
  const pdf = Uint8Array.from(await print(faces));
  parentPort?.postMessage(pdf, [pdf.buffer]);
}

// Nothing is caught: an error ends this thread, and the printer starts a clean one.
parentPort?.on('message', (faces: readonly BadgeFace[]) => void answer(faces));
