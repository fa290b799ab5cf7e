/*
 * SHA-256 (FIPS 180-4). A browser has its own only where a page came over TLS or from localhost, and answers it later;
 * the window may be looked at from elsewhere, and a file is written in one go.
 */

/** The SHA-256 digest of a text in UTF-8, as base64: what a Content-Security-Policy knows a script by. */
export function sha256Base64(text: string): string {
  const octets = padded(new TextEncoder().encode(text));
  const words = new DataView(octets.buffer);
  const state = Uint32Array.from(initialState);
  const schedule = new Uint32Array(64);
  for (let at = 0; at < octets.length; at += 64) {
    for (let t = 0; t < 16; t++) schedule[t] = words.getUint32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const s0 = schedule[t - 15]!;
      const s1 = schedule[t - 2]!;
      const sigma0 = rotated(s0, 7) ^ rotated(s0, 18) ^ (s0 >>> 3);
      const sigma1 = rotated(s1, 17) ^ rotated(s1, 19) ^ (s1 >>> 10);
      schedule[t] = schedule[t - 16]! + sigma0 + schedule[t - 7]! + sigma1;
    }
    addBlock(state, schedule);
  }
  const digest = new Uint8Array(32);
  const view = new DataView(digest.buffer);
  for (let t = 0; t < 8; t++) view.setUint32(4 * t, state[t]!);
  return btoa(String.fromCharCode(...digest));
}

function addBlock(state: Uint32Array, schedule: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + roundConstants[t]! + schedule[t]!) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  const words = [a, b, c, d, e, f, g, h];
  for (let t = 0; t < 8; t++) state[t] = state[t]! + words[t]!;
}

/** The message, a one, zeros, and its length in bits: a multiple of 64 octets (§5.1.1). */
function padded(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  octets.set(message);
  octets[message.length] = 0x80;
  new DataView(octets.buffer).setBigUint64(octets.length - 8, BigInt(message.length) * 8n);
  return octets;
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first 32 bits of the fractional parts of the square roots of the first 8 primes (§5.3.3). */
const initialState: readonly number[] = primes(8).map((prime) => fraction(Math.sqrt(prime)));
/** … of the cube roots of the first 64 (§4.2.2). */
const roundConstants: readonly number[] = primes(64).map((prime) => fraction(Math.cbrt(prime)));

function primes(howMany: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < howMany; number++) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) >>> 0;
}
