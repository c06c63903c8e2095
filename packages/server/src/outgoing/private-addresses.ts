// Which IP addresses belong to private, local or otherwise special networks: where an outgoing request must not end when guarded.
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const IPV4: readonly [network: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
// Of IPv6 only 2000::/3 is public. Inside it: documentation, and the two schemes that carry an IPv4 address.
const IPV6: readonly [network: string, bits: number][] = [
  ['::', 3],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['4000::', 2],
  ['8000::', 1],
];

function buildBlockList(networks: readonly [network: string, bits: number][], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, family);
  return list;
}

// Two lists: in one, Node compares an IPv4 address with the IPv6 networks too, and all would match ::/3.
const NOT_PUBLIC = { 4: buildBlockList(IPV4, 'ipv4'), 6: buildBlockList(IPV6, 'ipv6') };

/** True for what is not an address at all, too. An IPv4 address mapped into IPv6 counts as private whatever it maps to. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return NOT_PUBLIC[4].check(address, 'ipv4');
  if (version === 6) return NOT_PUBLIC[6].check(address, 'ipv6');
  return true;
}

const LINK_LOCAL = { 4: buildBlockList([['169.254.0.0', 16]], 'ipv4'), 6: buildBlockList([['fe80::', 10]], 'ipv6') };

/** Where clouds keep the credentials of their machines. */
export function isLinkLocal(address: string): boolean {
  const version = isIP(address);
  return version === 4 ? LINK_LOCAL[4].check(address, 'ipv4') : version === 6 && LINK_LOCAL[6].check(address, 'ipv6');
}

/** Loopback, `0.0.0.0`, `::`, and every address of its network cards. */
export function isOfThisMachine(address: string): boolean {
  if (address === '::' || address === '::1' || address === '0.0.0.0' || address.startsWith('127.')) return true;
  return Object.values(networkInterfaces()).some((cards) => cards?.some((card) => card.address === address));
}
