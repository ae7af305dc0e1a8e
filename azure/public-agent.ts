import dns from 'node:dns';
import { Agent } from 'node:https';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';

/** Networks that are nobody's business outside of them. Source: IANA, special-purpose address registries. */
const privateNetworks = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateNetworks.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  privateNetworks.addSubnet(network, bits, 'ipv6');
}

/** Whether an address belongs to this machine or a network of the app's own. */
export const isPrivateAddress = (address: string): boolean =>
  privateNetworks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

type Resolve = (
  host: string,
  options: { readonly all: true },
  done: (problem: Error | null, found: dns.LookupAddress[]) => void,
) => void;

/**
 * Connections to public addresses only. It is looked at here, where the connection is made: a name that is looked up twice
 * may have two meanings.
 */
export function publicAgent(resolve: Resolve = dns.lookup as Resolve): Agent {
  const lookup: LookupFunction = (host, options, done) => {
    resolve(host, { ...options, all: true }, (problem, found) => {
      const refused = found?.some(({ address }) => isPrivateAddress(address));
      const failure = refused ? privateAddress(host) : problem;
      const [first] = found ?? [];
      if (failure || !first) return done(failure ?? new Error(`${host} has no address`), [], undefined);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
  return new Agent({ keepAlive: false, lookup });
}

/** The code that says so: nothing that another try would change. */
export const privateAddressCode = 'PRIVATE_ADDRESS';

const privateAddress = (host: string) =>
  Object.assign(new Error(`${host} leads into a private network`), { code: privateAddressCode });
