import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Which addresses a download may go to. A name is resolved once, and the connection goes to an address that was checked. */
const closed4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** All of IPv6 but 2000::/3 is closed; within it these, which lead elsewhere (documentation, 6to4, Teredo and kin). */
const closed6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

function blocked(): { v4: BlockList; v6: BlockList; open6: BlockList } {
  const v4 = new BlockList();
  const v6 = new BlockList();
  const open6 = new BlockList();
  for (const [net, bits] of closed4) v4.addSubnet(net, bits, 'ipv4');
  for (const [net, bits] of closed6) v6.addSubnet(net, bits, 'ipv6');
  open6.addSubnet('2000::', 3, 'ipv6');
  return { v4, v6, open6 };
}
const lists = Object.freeze(blocked());

/** True for an address of the open internet; mapped IPv4 is judged as what it maps to, so it is never one. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !lists.v4.check(address, 'ipv4');
  return family === 6 && lists.open6.check(address, 'ipv6') && !lists.v6.check(address, 'ipv6');
}

/** A resolver that answers public addresses only and fails where a name has none. */
export const publicLookup: LookupFunction = (host, options, answer) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    const open = error ? [] : found.filter((one) => isPublicAddress(one.address));
    const [first] = open;
    if (error || !first) {
      const refusal: NodeJS.ErrnoException =
        error ?? Object.assign(new Error('private address'), { code: 'EPRIVATE' });
      answer(refusal, options.all ? [] : '', 0);
    } else if (options.all) answer(null, open);
    else answer(null, first.address, first.family);
  });
};
