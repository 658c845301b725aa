/** A piece of a file, both ends included. */
export type Piece = { from: number; to: number };

/**
 * What a Range header asks of a file of so many bytes. `whole`: none is asked for, or more than one, or it cannot be
 * read, which HTTP lets a server answer with everything. `nothing`: the file has no such piece.
 */
export function pieceOf(header: string | null, bytes: number): Piece | 'whole' | 'nothing' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'nothing' : { from: bytes - length, to: bytes - 1 };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return 'whole';
  if (from >= bytes) return 'nothing';
  return { from, to: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
