import { cursorOf, type Keyed, type KeysetPage } from './keyset.ts';

/** Rows opened at a time, and for one page. */
const batch = 200;
const mostOpened = 1_000;

/**
 * A page of what no index finds, because it is sealed: rows are opened in their order, and what `pick` makes something of is kept. So
 * many items at most, perhaps none, with a next page as long as there are rows that were not looked at.
 */
export async function openedPage<T extends object, I>(
  read: (page: KeysetPage) => Promise<Keyed<T>[]>,
  { limit, after, pick }: { limit: number; pick: (row: Keyed<T>) => I | undefined } & Pick<KeysetPage, 'after'>,
): Promise<{ items: I[]; nextCursor: string | null }> {
  const items: I[] = [];
  let nextCursor = after ?? null;
  for (let opened = 0; opened < mostOpened; opened += batch) {
    const rows = await read({ rows: batch, after: nextCursor ?? undefined });
    for (const row of rows) {
      const picked = pick(row);
      if (picked !== undefined) items.push(picked);
      nextCursor = cursorOf(row);
      if (items.length === limit) return { items, nextCursor };
    }
    if (rows.length < batch) return { items, nextCursor: null };
  }
  return { items, nextCursor };
}
