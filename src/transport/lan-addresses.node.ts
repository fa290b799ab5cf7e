import { networkInterfaces } from "node:os";

/**
 * The IP addresses by which others reach this machine, IPv4 first. Link-local IPv6 addresses are left out: they mean
 * something only together with an interface, which no URL can name.
 */
export function lanAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return addresses
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
    .sort((one, other) => one.family.localeCompare(other.family))
    .map(({ address }) => address);
}
