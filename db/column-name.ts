/** Translates names once: a statement has the same ones again and again. */
function translator(translate: (name: string) => string) {
  const known = new Map<string, string>();
  return (name: string): string => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    const made = translate(name);
    known.set(name, made);
    return made;
  };
}

/** A column's name in SQL. */
export const toSnakeCase = translator((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
/** A column's name in the programs. */
export const toCamelCase = translator((name) =>
  name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
);
