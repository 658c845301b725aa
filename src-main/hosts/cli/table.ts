/** Columns under each other. A column of numbers is aligned to the right. */
export type Column = { title: string; right?: boolean };

const gap = '  ';

export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [
    columns.map((c) => c.title),
    ...rows.map((row) => columns.map((_, i) => oneLine(row[i] ?? ''))),
  ];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, i) => {
          const space = ' '.repeat((widths[i] ?? 0) - widthOf(cell));
          return columns[i]?.right ? space + cell : cell + space;
        })
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}

/** Names and values under each other, indented. */
export function pairs(rows: readonly (readonly [name: string, value: string])[], indent = ''): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${indent}${name.padEnd(width)}${gap}${value}`.trimEnd()).join('\n');
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A sentence that ends as one, also where a provider's own words stand last. */
export const ended = (text: string): string => (/[.!?]["')]?$/.test(text) ? text : `${text}.`);

/** The beginning of a text, on one line. */
export function clip(text: string, most: number): string {
  const line = oneLine(text);
  return [...line].length > most ? `${[...line].slice(0, most - 1).join('')}…` : line;
}

/** Lines of at most `most` characters, broken between words. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Cells that a terminal gives a text: two for the wide letters of East Asia and for pictures, none for marks on letters. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, c) => sum + (/\p{M}|\u200d|\ufe0f/u.test(c) ? 0 : wide.test(c) ? 2 : 1), 0);
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Bytes in the largest unit that leaves a whole number of it. */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
