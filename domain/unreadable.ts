/**
 * Stands in an answer where a stored value cannot be opened (its key is missing, its bytes are damaged). It is no value: fields
 * refuse it, so that it never gets back into the database, masks let it through, and no deed is done with it.
 */
export const unreadable = '无法读取/unreadable';
