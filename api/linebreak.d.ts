/** Unicode's line breaking (UAX 14), as pdfkit uses it; the package has no types. */
declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { position: number; required: boolean } | null;
  }
}
