/** An address that is listened on. */
interface ListenedOn {
  readonly host: string;
  readonly port: number;
}

/** The hosts by which a server can be reached, as they stand in a URL. */
export interface Reach {
  /** From this machine alone. */
  readonly localHosts: readonly string[];
  /** From others. */
  readonly networkHosts: readonly string[];
  /** Whether others may reach it at all. */
  readonly isExposed: boolean;
}

/**
 * Tells by which hosts the addresses that are listened on can be reached.
 * @param isLocalhost whether "localhost" is what was asked for
 * @param lanAddresses the IP addresses that this machine has for others
 */
export function reachOf(
  endpoints: readonly ListenedOn[],
  isLocalhost: boolean,
  lanAddresses: readonly string[],
): Reach {
  const localHosts = new Set<string>();
  const networkHosts = new Set<string>();
  let isExposed = false;
  for (const { host } of endpoints) {
    if (isLoopback(host)) localHosts.add(isLocalhost ? "localhost" : inUrl(host));
    else if (host === "0.0.0.0" || host === "::") {
      isExposed = true;
      localHosts.add("localhost");
      const isIpv4Too = host === "0.0.0.0" || endpoints.every((each) => each.host !== "0.0.0.0");
      const isIpv6Too = host === "::";
      for (const address of lanAddresses)
        if (address.includes(":") ? isIpv6Too : isIpv4Too) networkHosts.add(inUrl(address));
    } else {
      isExposed = true;
      networkHosts.add(inUrl(host));
    }
  }
  return { localHosts: [...localHosts], networkHosts: [...networkHosts], isExposed };
}

/** Whether a host, as it was asked for or is listened on, is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.[0-9]{1,3}){3}$/.test(host);
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
