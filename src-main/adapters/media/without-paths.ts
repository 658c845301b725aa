/** A text of a program, for a `detail`: one line, with no folder of this machine in it. */
export function withoutPaths(text: string): string {
  return text
    .replace(/(?:file:\/\/|[A-Za-z]:)?[\\/][^\s'"`():,]*/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(-300);
}
