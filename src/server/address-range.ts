/** The addresses that have the same first bits: what CIDR notation names (RFC 4632 §3.1, RFC 4291 §2.3). */
export interface AddressRange {
  /** 4 or 16 octets. */
  readonly octets: readonly number[];
  readonly prefixBits: number;
}

/**
 * Parses addresses and ranges in CIDR notation, with commas or white space between them: "10.0.0.0/8, ::1".
 * @throws RangeError naming what is none
 */
export function parseAddressRanges(text: string): AddressRange[] {
  const ranges: AddressRange[] = [];
  for (const item of text.split(/[\s,]+/)) if (item !== "") ranges.push(parseAddressRange(item));
  return ranges;
}

function parseAddressRange(text: string): AddressRange {
  const parts = /^([0-9A-Fa-f:.]+)(?:\/([0-9]{1,3}))?$/.exec(text);
  const isMappedText = parts !== null && parts[1]!.includes(":");
  const octets = parts === null ? undefined : parseAddress(parts[1]!);
  if (parts === null || octets === undefined) {
    throw new RangeError(`${JSON.stringify(text)} is no address and no range of addresses: expected 10.0.0.0/8 or ::1`);
  }
  const bitsMax = isMappedText ? 128 : 32;
  let prefixBits = parts[2] === undefined ? bitsMax : Number(parts[2]);
  if (prefixBits > bitsMax) {
    throw new RangeError(`${JSON.stringify(text)} is no range of addresses: its prefix has at most ${bitsMax} bits`);
  }
  if (isMappedText && octets.length === 4) {
    if (prefixBits < 96) {
      throw new RangeError(
        `${JSON.stringify(text)} is no range of IPv4-mapped addresses: their prefix has 96 bits or more`,
      );
    }
    prefixBits -= 96;
  }
  return { octets, prefixBits };
}

/** Whether an address is in one of the ranges. What is no address is in none. */
export function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  if (ranges.length === 0) return false;
  const octets = parseAddress(address);
  return octets !== undefined && ranges.some((range) => isInRange(octets, range));
}

function isInRange(octets: readonly number[], range: AddressRange): boolean {
  if (octets.length !== range.octets.length) return false;
  let bits = range.prefixBits;
  for (let index = 0; bits > 0; index++, bits -= 8) {
    const mask = bits >= 8 ? 0xff : (0xff << (8 - bits)) & 0xff;
    if ((octets[index]! & mask) !== (range.octets[index]! & mask)) return false;
  }
  return true;
}

/**
 * The octets of an IP address, 4 or 16; `undefined` where it is none. An IPv4-mapped address (RFC 4291 §2.5.5.2), which
 * is how a socket for both families names an IPv4 peer, is the IPv4 address. A zone after "%" is left out.
 */
export function parseAddress(text: string): readonly number[] | undefined {
  const bare = text.includes(":") ? text.replace(/%.*$/, "") : text;
  if (!bare.includes(":")) return parseIpv4(bare);
  const octets = parseIpv6(bare);
  const isMapped = octets?.slice(0, 12).every((octet, index) => octet === (index < 10 ? 0 : 0xff));
  return isMapped ? octets!.slice(12) : octets;
}

function parseIpv4(text: string): number[] | undefined {
  const parts = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$/.exec(text);
  if (parts === null) return undefined;
  const octets: number[] = [];
  for (const part of parts.slice(1)) {
    // RFC 3986 §3.2.2, dec-octet: a leading zero is octal to some readers.
    if (Number(part) > 255 || (part.length > 1 && part.startsWith("0"))) return undefined;
    octets.push(Number(part));
  }
  return octets;
}

/** RFC 4291 §2.2: eight groups, one run of zeros as "::", the last two perhaps as IPv4. */
function parseIpv6(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const isShortened = halves.length === 2;
  const head = parseGroups(halves[0]!, !isShortened);
  const tail = isShortened ? parseGroups(halves[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (isShortened ? missing < 2 : missing !== 0) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === "") return [];
  const octets: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (/^[0-9A-Fa-f]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      octets.push(value >> 8, value & 0xff);
      continue;
    }
    const ipv4 = mayEndInIpv4 && index === groups.length - 1 ? parseIpv4(group) : undefined;
    if (ipv4 === undefined) return undefined;
    octets.push(...ipv4);
  }
  return octets;
}
