import LineBreaker from 'linebreak';
import { badgeFont, type FontWeight, lettersOf, type Run, runsOf } from './badge-font.ts';

type Document = PDFKit.PDFDocument;

/** How a text stands: its place in points, its type in points. */
export interface Box {
  x: number;
  y: number;
  width: number;
  size: number;
  /** Smallest size tried before the text is cut with an ellipsis. */
  least?: number;
  lines?: number;
  /** Height in which the text is centred. */
  height?: number;
  font?: FontWeight;
  color: string;
  align?: 'left' | 'center';
  spacing?: number;
}

/** Of the Han font, which has the tallest lines; in ems. */
const ascent = 1.16;
const lineHeight = 1.448;

/** pdfkit takes an opened font where its types say a file's bytes; under one name it is one font of the document. */
function setFont(doc: Document, { family }: Run, weight: FontWeight): Document {
  return doc.font(badgeFont(family, weight) as unknown as Buffer, `${family} ${weight}`);
}

/** Of a text in one line, in ems. */
export function emWidth(doc: Document, text: string, weight: FontWeight): number {
  doc.fontSize(1);
  return runsOf(text).reduce((width, run) => width + setFont(doc, run, weight).widthOfString(run.text), 0);
}

/** What stays in one line, with the blanks behind it; widths in ems. */
interface Piece {
  text: string;
  width: number;
  /** Without the blanks, as at a line's end. */
  ending: number;
}

function pieceOf(doc: Document, text: string, weight: FontWeight): Piece {
  const ending = emWidth(doc, text.trimEnd(), weight);
  return { text, ending, width: /\s$/.test(text) ? emWidth(doc, text, weight) : ending };
}

function piecesOf(doc: Document, text: string, weight: FontWeight): Piece[] {
  const breaker = new LineBreaker(text);
  const pieces: Piece[] = [];
  let from = 0;
  for (let end = breaker.nextBreak(); end; end = breaker.nextBreak()) {
    pieces.push(pieceOf(doc, text.slice(from, end.position), weight));
    from = end.position;
  }
  return pieces;
}

/** The pieces in lines of so many ems. */
function linesOf(pieces: readonly Piece[], ems: number): string[] {
  const lines: string[] = [];
  let left = 0;
  for (const { text, width, ending } of pieces) {
    if (lines.length === 0 || ending > left) {
      lines.push(text);
      left = ems - width;
    } else {
      lines[lines.length - 1] += text;
      left -= width;
    }
  }
  return lines.map((line) => line.trimEnd());
}

type Fitting = Pick<Box, 'width' | 'size' | 'least' | 'lines'> & { font: FontWeight };

/** Largest size at which the text stays within its lines and no word has to be broken. */
export function fittingSize(doc: Document, text: string, { width, size, least = size, lines = 1, font }: Fitting) {
  const pieces = lines === 1 ? [pieceOf(doc, text, font)] : piecesOf(doc, text, font);
  const widest = Math.max(...pieces.map(({ ending }) => ending));
  for (let tried = size; tried > least; tried -= 0.5)
    if (widest * tried <= width && linesOf(pieces, width / tried).length <= lines) return tried;
  return least;
}

/** The text in lines of so many ems, words that are longer broken anywhere; of more than `most` the last ends with an ellipsis. */
function cutLines(doc: Document, text: string, most: number, ems: number, weight: FontWeight): string[] {
  const pieces = piecesOf(doc, text, weight).flatMap((piece) =>
    piece.ending <= ems ? [piece] : lettersOf(piece.text).map((letter) => pieceOf(doc, letter, weight)),
  );
  const lines = linesOf(pieces, ems);
  if (lines.length <= most) return lines;
  const letters = lettersOf(lines[most - 1]!);
  while (letters.length > 0 && emWidth(doc, `${letters.join('')}…`, weight) > ems) letters.pop();
  return [...lines.slice(0, most - 1), `${letters.join('').trimEnd()}…`];
}

/** Writes a text, each of its letters in the first font that has it, on one base line. */
export function write(doc: Document, text: string, box: Box) {
  const { x, y, width, lines: most = 1, font = 'regular', color, align = 'center', spacing = 0 } = box;
  const size = fittingSize(doc, text, { ...box, font });
  const isWhole = most === 1 && emWidth(doc, text, font) * size <= width;
  const lines = isWhole ? [text] : cutLines(doc, text, most, width / size, font);
  const height = lines.length * lineHeight * size;
  const top = y + ((box.height ?? height) - height) / 2;
  doc.fillColor(color);
  lines.forEach((line, index) => {
    const taken = emWidth(doc, line, font) * size + spacing * (lettersOf(line).length - 1);
    let left = align === 'center' ? x + (width - taken) / 2 : x;
    const baseline = top + (index * lineHeight + ascent) * size;
    doc.fontSize(size);
    for (const run of runsOf(line)) {
      const of = { lineBreak: false, baseline: 'alphabetic', characterSpacing: spacing } as const;
      setFont(doc, run, font);
      // Readers take a mark that stands by itself to another place of the line.
      const hasMarks = /\p{M}/u.test(run.text);
      if (hasMarks) doc.markContent('Span', { actual: run.text });
      doc.text(run.text, left, baseline, of);
      if (hasMarks) doc.endMarkedContent();
      left += doc.widthOfString(run.text, of);
    }
  });
}
