/** A cell as it was read; a number of more than 15 digits has lost some already, of a text that is too long only its beginning is there, and an error (`#N/A`) stands where a formula could not tell. */
export type Cell = { text: string; digitsLost?: true; isCut?: true; isError?: true };

/** How far the filled cells of an uploaded table may reach, and how much they may hold; what is merely formatted or referred to does not count. */
export const tableLimits = { rows: 2_000, columns: 200, cells: 50_000, characters: 2_000_000 } as const;

/** Longer than every field of a form. What is beyond stays in the thread that reads, so that nobody else looks at it. */
export const longestCell = 256;

export type TableFault =
  | { code: 'file_unreadable' | 'file_too_large' | 'old_workbook' | 'file_empty' | 'file_no_table' }
  | { code: 'cell_out_of_range' | 'text_damaged'; cell: string }
  | { code: 'encoding_unknown'; line: number };

/** What was read of a file, with holes where nothing stands; of a workbook, from which sheet. */
export interface SheetRows {
  rows: Cell[][];
  sheet?: string;
}

const empty: Cell = { text: '' };
export const withoutHoles = (rows: readonly Cell[][]): Cell[][] =>
  Array.from(rows, (row?: Cell[]) => Array.from(row ?? [], (cell?: Cell) => cell ?? empty));

/** Ends the reading of an upload: why it is refused. */
export class TableRefusal extends Error {
  readonly fault: TableFault;
  constructor(fault: TableFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** What is being read from an upload, of either format; rows and columns count from 1. */
export interface SheetTable {
  /** Empty cells are passed over; a filled one beyond the limits is refused by its name. */
  put(row: number, column: number, cell: Cell): void;
  /** With holes where nothing stands. */
  rows: Cell[][];
}

/** What a cell holds that is not there to be seen leaves it empty. */
const isSeen = (text: string) => /[^\s\p{Default_Ignorable_Code_Point}]/u.test(text);

/** `A`, as a spreadsheet calls it. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** `A1`. */
export const cellName = (row: number, column: number) => columnLetters(column) + row;

export function createSheetTable(longest = longestCell): SheetTable {
  const rows: Cell[][] = [];
  let [cells, characters] = [0, 0];
  return {
    rows,
    put(row, column, cell) {
      if (!isSeen(cell.text)) return;
      if (row > tableLimits.rows || column > tableLimits.columns) {
        throw new TableRefusal({ code: 'cell_out_of_range', cell: cellName(row, column) });
      }
      // Somebody's program put it where it had lost a character: what stood there nobody knows.
      if (cell.text.includes('\ufffd')) throw new TableRefusal({ code: 'text_damaged', cell: cellName(row, column) });
      cells += 1;
      characters += cell.text.length;
      if (cells > tableLimits.cells || characters > tableLimits.characters)
        throw new TableRefusal({ code: 'file_too_large' });
      (rows[row - 1] ??= [])[column - 1] =
        cell.text.length > longest ? { ...cell, text: cell.text.slice(0, longest), isCut: true } : cell;
    },
  };
}
