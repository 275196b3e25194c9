/**
 * Stands in an answer where a stored value cannot be opened (its key is missing, its bytes are damaged). It is no value: fields
 * refuse it, so that it never gets back into the database, masks let it through, and no deed is done with it.
 */
export const unreadable = '无法读取/unreadable';

/** Stands, in the same manner, where personal data is no more: its time was over, or its unit asked for it. */
export const erased = '已删除/erased';

/** Whether a shown value is one. */
export const isMarker = (shown: string): boolean => shown === unreadable || shown === erased;
