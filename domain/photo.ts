/** Where photos are kept: outside the web root, by key, sealed before they get here. */
export interface PhotoStore {
  put(key: string, bytes: Buffer): Promise<void>;
  /** Undefined when there is none. */
  get(key: string): Promise<Buffer | undefined>;
  /** Also when it is gone already. */
  delete(key: string): Promise<void>;
}
