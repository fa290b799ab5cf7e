import { lookup } from "node:dns/promises";
import { BlockList, connect, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { visibleText } from "../trace/index.ts";
import { CommandError, exitCodes } from "./start-error.ts";

/** How long one of several addresses of a name is tried. */
const CONNECT_MS = 2000;

/** What finds out about addresses; tests hand in their own. */
export interface AddressSource {
  /** The IP addresses of a name. */
  readonly lookup: (name: string) => Promise<readonly string[]>;
  /** The IP addresses that this machine has. */
  readonly ownAddresses: () => readonly string[];
  /** Whether something accepts connections there. */
  readonly accepts: (address: string, port: number) => Promise<boolean>;
}

/**
 * The IP address to connect to for a URL. A name is looked up once, here: what was found to be this machine is what is
 * connected to, whatever the name means a moment later.
 * @param isAllowed whether the user says that any host may be tested
 * @throws CommandError the host is not this machine, or cannot be found
 */
export async function checkedAddress(
  url: URL,
  isAllowed: boolean,
  source: AddressSource = systemSource,
): Promise<string> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = await addressesOf(host, source);
  if (!isAllowed) {
    const own = ownBlocks(source.ownAddresses());
    const foreign = addresses.find((address) => !own.check(address, familyOf(address)));
    if (foreign !== undefined) throw refusal(host, foreign);
  }
  return await firstThatAccepts(addresses, Number(url.port || 80), source);
}

async function addressesOf(host: string, source: AddressSource): Promise<readonly string[]> {
  // What servers print as their address when they listen on all of them.
  if (host === "0.0.0.0") return ["127.0.0.1"];
  if (host === "::") return ["::1", "127.0.0.1"];
  if (isIP(host) !== 0) return [host];
  try {
    return await source.lookup(host);
  } catch (error) {
    // RFC 6761 §6.3: such names are loopback, whether a resolver knows them or not.
    if (/(?:^|\.)localhost\.?$/.test(host)) return ["127.0.0.1", "::1"];
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CommandError(`${visibleText(host)} cannot be found (${code})`, exitCodes.unreachable, { cause: error });
  }
}

function ownBlocks(ownAddresses: readonly string[]): BlockList {
  const own = new BlockList();
  own.addSubnet("127.0.0.0", 8, "ipv4");
  own.addAddress("::1", "ipv6");
  // The same as IPv4 mapped into IPv6.
  own.addSubnet("::ffff:127.0.0.0", 104, "ipv6");
  for (const address of ownAddresses) own.addAddress(address, familyOf(address));
  return own;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

function refusal(host: string, address: string): CommandError {
  const what =
    host === address ? `${host} is not this machine` : `${visibleText(host)} (${address}) is not this machine`;
  return new CommandError(what, exitCodes.usage, {
    hint: "The checker sends malformed requests by the hundred, which their recipient may take for an attack. With --i-may-test-this-host you say that you may.",
  });
}

/** A server may listen on one of the addresses of a name alone, such as 127.0.0.1 and not ::1. */
async function firstThatAccepts(addresses: readonly string[], port: number, source: AddressSource): Promise<string> {
  if (addresses.length > 1) {
    for (const address of addresses) if (await source.accepts(address, port)) return address;
  }
  return addresses[0]!;
}

const systemSource: AddressSource = {
  lookup: async (name) => (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address),
  ownAddresses: () =>
    Object.values(networkInterfaces()).flatMap((each) =>
      (each ?? []).map(({ address }) => address.replace(/%.*$/, "")),
    ),
  accepts: (address, port) =>
    new Promise((resolve) => {
      const socket = connect({ host: address, port, timeout: CONNECT_MS });
      const end = (isAccepted: boolean) => {
        socket.destroy();
        resolve(isAccepted);
      };
      socket.once("connect", () => end(true));
      socket.once("timeout", () => end(false));
      socket.once("error", () => end(false));
    }),
};
