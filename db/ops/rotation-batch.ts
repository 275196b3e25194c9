/** What a batch of a rotation did, by what it is, and what it could not do: who stops between two batches has done the first. */
export interface RotationBatch {
  done: Partial<Record<RotationDeed, number>>;
  /** By ids alone. */
  undone: string[];
}

export type RotationDeed =
  | 'dataKeysWrapped'
  | 'valuesSealed'
  | 'valuesErased'
  | 'documentsNoted'
  | 'indexesAdded'
  | 'indexesRemoved'
  | 'likenessesIndexed';
