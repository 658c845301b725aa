/** One system call as strace shows it with -f -y. */
export type Call = { name: string; text: string; result: string };

/** The calls of the main thread in order: SQLite and the sockets live there. One that strace shows in two lines is joined. */
export function callsOf(trace: string): Call[] {
  const main = /^(\d+) /.exec(trace)?.[1];
  let open = '';
  const calls: Call[] = [];
  for (const line of trace.split('\n')) {
    const [, pid, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (pid !== main || rest === undefined) continue;
    if (rest.endsWith('<unfinished ...>')) {
      open = rest.slice(0, -'<unfinished ...>'.length);
      continue;
    }
    const whole = rest.replace(/^<\.\.\. \w+ resumed>/, open);
    const found = /^(\w+)\((.*)\) += (-?\d+.*)$/s.exec(whole);
    if (found) calls.push({ name: found[1]!, text: found[2]!, result: found[3]! });
  }
  return calls;
}

/** For each paid request in the calls: what is missing before it. Empty sentences: nothing. */
export function missingBefore(calls: readonly Call[], port: string): string[] {
  const isWal = ({ text }: Call): boolean => /^\d+<[^>]*rushes\.db-wal>/.test(text);
  const missing: string[] = [];
  let from = 0;
  for (const [at, call] of calls.entries()) {
    if (!/^(write|writev|sendto|sendmsg)$/.test(call.name) || !/POST \/(fal|api)\//.test(call.text)) continue;
    const life = calls.slice(from, at);
    const intent = life.findIndex((c) => c.name === 'pwrite64' && isWal(c) && c.text.includes('submitting'));
    const synced = life.findIndex(
      (c, i) => i > intent && /^f(data)?sync$/.test(c.name) && isWal(c) && c.result === '0',
    );
    const dirty = life.findLastIndex((c) => c.name === 'pwrite64' && isWal(c));
    const lastSync = life.findLastIndex((c) => /^f(data)?sync$/.test(c.name) && isWal(c) && c.result === '0');
    const dialled = life.findLastIndex((c) => c.name === 'connect' && c.text.includes(`htons(${port})`));
    if (intent < 0) missing.push('no intent was written');
    else if (synced < 0) missing.push('the intent was not synced');
    else if (dialled < synced) missing.push('the line was opened before the intent was synced');
    else if (lastSync < dirty) missing.push('something of the database was not synced');
    else missing.push('');
    from = at + 1;
  }
  return missing;
}
