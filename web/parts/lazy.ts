import { lazy as lazyOfReact, type ComponentType, type LazyExoticComponent } from 'react';

/** A part of the pages that comes when somebody needs it did not: the connection broke, or a newer build has taken its place. */
export class NotLoaded extends Error {}

export const lazy = <P>(load: () => Promise<{ default: ComponentType<P> }>): LazyExoticComponent<ComponentType<P>> =>
  lazyOfReact(() =>
    load().catch((cause: unknown) => {
      throw new NotLoaded('not loaded', { cause });
    }),
  );
