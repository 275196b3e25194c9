import type { Schemas } from '../client/client.ts';

/** Whose order something is of. */
export function Unit({ of: { unitName, uscc, account } }: { of: Schemas['OrderingUnit'] }) {
  return (
    <>
      {unitName ?? account}
      {unitName && <div className="quiet">{uscc ?? account}</div>}
    </>
  );
}
