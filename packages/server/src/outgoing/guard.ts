// Where this server may connect to when a user chose the address: public networks, and what the operator lists in `allowed_private_addresses`; but never to
// its own API on this machine, which may ask nobody on loopback who they are.
// Asked about the address that is connected to, after its name was resolved, so a DNS answer that changes in between cannot pass.
// In: the list. Out: a guard, and an undici connector that obeys it.
import { lookup as lookUpName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { OutgoingFailure } from './failure.ts';
import { isLinkLocal, isOfThisMachine, isPrivateAddress } from './private-addresses.ts';

/** What a server that itself listens on loopback may reach besides public networks. */
export const LOOPBACK = ['127.0.0.0/8', '::1/128'];

export interface AddressGuard {
  /** Why a connection that somebody asked for as `hostname` may not go to this address; undefined when it may. */
  refuses: (hostname: string, address: string, port?: number) => OutgoingFailure | undefined;
  /** As `dns.lookup`, but fails when any address of the name is not allowed. */
  lookup: (port?: number) => LookupFunction;
  /** One address of a host that may be connected to; for protocols that bring their own client. Throws OutgoingFailure. */
  resolve: (hostname: string, port?: number) => Promise<string>;
}

/** `allowed`: networks (`10.0.0.0/8`), addresses, and host names (`hooks.internal`, `*.corp.example`). Throws on anything else. */
export function createGuard({
  allowed,
  own_ports = [],
  lookup = lookUpName,
}: {
  allowed: readonly string[];
  /** On which this machine is not called, whatever is allowed. */
  own_ports?: readonly number[];
  lookup?: LookupFunction;
}): AddressGuard {
  const networks = { 4: new BlockList(), 6: new BlockList() };
  const names: string[] = [];
  for (const entry of allowed) {
    const network = readNetwork(entry);
    if (network) networks[network.version].addSubnet(network.address, network.bits, `ipv${network.version}`);
    else names.push(entry.toLowerCase());
  }

  function refuses(hostname: string, given: string, port?: number): OutgoingFailure | undefined {
    const address = unmap(given);
    if (port !== undefined && own_ports.includes(port) && isOfThisMachine(address)) return ownApi(hostname, port);
    return isAllowed(hostname, address) ? undefined : refused(hostname);
  }

  function isAllowed(hostname: string, address: string): boolean {
    if (!isPrivateAddress(address)) return true;
    const version = isIP(address);
    if (version === 4 ? networks[4].check(address, 'ipv4') : version === 6 && networks[6].check(address, 'ipv6')) {
      return true;
    }
    // A listed name must not lead to the metadata service of a cloud: that takes the address itself.
    return !isLinkLocal(address) && isListed(hostname, names);
  }

  const lookupFor =
    (port?: number): LookupFunction =>
    (hostname, options, done) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
        if (error) return done(error, []);
        const [first] = addresses;
        if (!first) return done(refused(hostname), []);
        const failure = addresses
          .map(({ address }) => refuses(hostname, address, port))
          .find((one) => one !== undefined);
        if (failure) return done(failure, []);
        if (options.all) return done(null, addresses);
        done(null, first.address, first.family);
      });
    };

  return {
    refuses,
    lookup: lookupFor,
    resolve: (hostname, port) =>
      new Promise((resolve, reject) => {
        if (isIP(hostname)) {
          const failure = refuses(hostname, hostname, port);
          return failure ? reject(failure) : resolve(hostname);
        }
        lookupFor(port)(hostname, { all: false }, (error, address) => {
          if (error) return reject(notConnected(hostname, error));
          resolve(typeof address === 'string' ? address : (address[0]?.address ?? hostname));
        });
      }),
  };
}

/** Connects only to what the guard allows; each failure is an OutgoingFailure that says so. */
export function guardedConnector(guard: AddressGuard, timeout_ms: number): buildConnector.connector {
  return (options, done) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    const connect = buildConnector({ timeout: timeout_ms, lookup: guard.lookup(port) });
    const address = options.hostname.replace(/^\[|\]$/g, '');
    // An address is connected to without being looked up.
    const failure = isIP(address) ? guard.refuses(address, address, port) : undefined;
    if (failure) return done(failure, null);
    connect(options, (...result) => {
      const [error] = result;
      if (error) done(notConnected(options.hostname, error), null);
      else done(...result);
    });
  };
}

/** Can it stand in the list? */
export function isAllowable(entry: string): boolean {
  try {
    readNetwork(entry);
    return true;
  } catch {
    return false;
  }
}

/** Undefined for a host name. Throws on what is neither. */
function readNetwork(entry: string): { address: string; bits: number; version: 4 | 6 } | undefined {
  const [address = '', bits, ...more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 && bits === undefined && isHostName(entry)) return undefined;
  const most = version === 4 ? 32 : 128;
  const wanted = bits === undefined ? most : Number(bits);
  const readable = more.length === 0 && /^\d*$/.test(bits ?? '') && bits !== '' && wanted <= most;
  if (version === 0 || !readable) {
    throw new Error(`"${entry}" is no network (10.0.0.0/8), address or host name (hooks.internal, *.corp.example)`);
  }
  return { address, bits: wanted, version: version === 4 ? 4 : 6 };
}

function isHostName(text: string): boolean {
  return (
    /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i.test(text) &&
    !/^[\d.]+$/.test(text)
  );
}

function isListed(hostname: string, names: readonly string[]): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
}

/** `::ffff:127.0.0.1`, in whatever spelling, is 127.0.0.1. */
function unmap(address: string): string {
  if (isIP(address) !== 6) return address;
  const canonical = URL.parse(`http://[${address.split('%')[0]}]/`)?.hostname ?? '';
  const [, high = '', low = ''] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(canonical) ?? [];
  if (high === '') return address;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}

function refused(host: string): OutgoingFailure {
  return new OutgoingFailure(
    `${host} is in a private network, where this server does not send; use a public address, or add it to allowed_private_addresses (MOCKOPS_ALLOWED_PRIVATE_ADDRESSES)`,
    { kind: 'permanent', sent: 'no' },
  );
}

function ownApi(host: string, port: number): OutgoingFailure {
  return new OutgoingFailure(
    `${host}:${port} is this server's own API, which it does not call for others; use a step type for it, or the gateway for mocks`,
    { kind: 'permanent', sent: 'no' },
  );
}

function notConnected(host: string, cause: Error): OutgoingFailure {
  if (cause instanceof OutgoingFailure) return cause;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  const message = `could not connect to ${host} (${code}); check the address and that it is running`;
  return new OutgoingFailure(message, { kind: 'transient', sent: 'no', cause });
}
