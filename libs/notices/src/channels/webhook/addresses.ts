import { BlockList, isIP } from 'node:net';

const list = (...subnets: readonly `${string}/${number}`[]): BlockList => {
  const made = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/');
    made.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return made;
};

/** Reach nobody one could want to tell, or the machine's own surroundings (cloud metadata): never called. */
const NEVER = list('0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4', '::/128', 'fe80::/10', 'ff00::/8');
/** Inside of some network: loopback, private, shared, documentation and benchmark ranges, and IPv6 that carries IPv4 we would not see. */
const INSIDE = list(
  '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
  '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');
/** What the world routes. */
const GLOBAL6 = list('2000::/3');

/** Whether an IP address may be called; `inside`: also private ones. Anything that is no IP address may not. */
export function mayCall(address: string, inside: boolean): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? hexMapped(address);
  if (mapped !== null) return mayCall(mapped, inside);
  const family = isIP(address) === 4 ? 'ipv4' : isIP(address) === 6 ? 'ipv6' : null;
  if (family === null || NEVER.check(address, family)) return false;
  return inside || (!INSIDE.check(address, family) && (family === 'ipv4' || GLOBAL6.check(address, family)));
}

/** `::ffff:7f00:1` is 127.0.0.1. */
function hexMapped(address: string): string | null {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? [];
  if (high === undefined || low === undefined) return null;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}
