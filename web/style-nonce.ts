/**
 * What the document's policy lets styles be added by. Ant Design gives it to all of its own but those that measure a scroll bar and lock
 * scrolling behind a dialogue (`useScrollLocker`, `getScrollBarSize`), which take no nonce: so every style that is made has it.
 */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp]')?.nonce ?? '';

const create = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) =>
  Object.assign(create(name, options), name === 'style' ? { nonce } : {})) as typeof document.createElement;
