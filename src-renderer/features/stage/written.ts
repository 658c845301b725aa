/** One line of an answer, as models lay their answers out. */
export type Line =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'item'; text: string; mark: string; depth: number };

/** Headings and lists of a written answer; everything else stays as it is. Blank lines are dropped. */
export function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Line => {
      const heading = /^#{1,6}\s+(.*)$/.exec(line);
      if (heading) return { kind: 'heading', text: heading[1] ?? '' };
      const item = /^(\s*)([-*•]|\d{1,3}[.)])\s+(.*)$/.exec(line);
      if (!item) return { kind: 'text', text: line.trim() };
      const [, indent = '', mark = '', rest = ''] = item;
      return {
        kind: 'item',
        text: rest,
        mark: /\d/.test(mark) ? mark : '–',
        depth: Math.min(3, Math.floor(indent.length / 2)),
      };
    });
}

/** Pieces of a line, the stressed ones marked: `**so**`. */
export const piecesOf = (text: string): { text: string; strong: boolean }[] =>
  text
    .split(/(\*\*[^*]+\*\*)/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      /^\*\*[^*]+\*\*$/.test(piece)
        ? { text: piece.slice(2, -2), strong: true }
        : { text: piece, strong: false },
    );
