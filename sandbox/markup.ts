/** Markup that is safe to send: made by `markup` alone. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | readonly Markup[] | string | number;

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function written(value: Value): string {
  if (typeof value === 'object')
    return [value]
      .flat()
      .map(({ text }) => text)
      .join('');
  return String(value).replaceAll(/[&<>"']/g, (sign) => signs[sign]!);
}

/** Markup with values in it, each of which stays text. */
export const markup = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(parts.map((part, index) => (index === 0 ? part : written(values[index - 1]!) + part)).join(''));
