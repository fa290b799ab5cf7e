import { createRequire } from "node:module";

// node:crypto is loaded with the first password: most sites have none.
const require = createRequire(import.meta.url);
let loaded: typeof import("node:crypto") | undefined;

function crypto(): typeof import("node:crypto") {
  loaded ??= require("node:crypto") as typeof import("node:crypto");
  return loaded;
}

/** A password's hash, taken apart (PHC string format). */
export interface PasswordHash {
  /** The cost in processor time and memory: N is two to the power of this (RFC 7914 §2). */
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** 32 MiB and a fifth of a second: what OWASP asks of scrypt at this amount of memory. */
const COST = { costLog2: 15, blockSize: 8, parallelization: 3 } as const;
const SALT_OCTETS = 16;
const HASH_OCTETS = 32;

/** What a hash may cost: enough to keep it from being guessed, and not all the memory there is. */
const COST_LOG2_MIN = 14;
const MEMORY_OCTETS_MAX = 256 * 1024 * 1024;
const PARALLELIZATION_MAX = 16;

/**
 * Hashes a password with scrypt and a salt of its own.
 * @returns "$scrypt$ln=15,r=8,p=3$…$…"
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto().randomBytes(SALT_OCTETS);
  const hash = await derive(password, { ...COST, salt, hash: new Uint8Array(HASH_OCTETS) });
  const { costLog2, blockSize, parallelization } = COST;
  return `$scrypt$ln=${costLog2},r=${blockSize},p=${parallelization}$${base64Of(salt)}$${base64Of(hash)}`;
}

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/**
 * Takes a hash of {@link hashPassword}, or of another program that writes the same format, apart.
 * @returns why it cannot be used, where it cannot
 */
export function parsePasswordHash(text: string): PasswordHash | string {
  const parts = PHC.exec(text);
  if (parts === null) return /^\$scrypt\$/.test(text) ? "the hash is not whole" : "this is no scrypt hash";
  const [costLog2, blockSize, parallelization] = parts.slice(1, 4).map(Number) as [number, number, number];
  if (costLog2 < COST_LOG2_MIN || blockSize < 8) return "the hash is too weak: it wants ln=14 and r=8 at the least";
  if (128 * blockSize * 2 ** costLog2 > MEMORY_OCTETS_MAX) return "verifying the hash would take over 256 MiB";
  if (parallelization < 1 || parallelization > PARALLELIZATION_MAX) return "the hash's p is not between 1 and 16";
  const salt = Buffer.from(parts[4]!, "base64");
  const hash = Buffer.from(parts[5]!, "base64");
  return { costLog2, blockSize, parallelization, salt, hash };
}

/** A hash that no password has and that costs as much to verify as the given one. */
export function unmatchableHash(like: PasswordHash): PasswordHash {
  return { ...like, salt: crypto().randomBytes(like.salt.length), hash: crypto().randomBytes(like.hash.length) };
}

/** Whether this is the password, found out in the thread pool, in a time that does not depend on the answer. */
export async function verifyPassword(password: string, expected: PasswordHash): Promise<boolean> {
  return crypto().timingSafeEqual(await derive(password, expected), expected.hash);
}

/** What a password is hashed as, in any of the ways to type it (RFC 8265 §4.2): NFC, any space as a space. */
function preparedPassword(password: string): string {
  return password.replace(/\p{Zs}/gu, " ").normalize("NFC");
}

function derive(password: string, { costLog2, blockSize, parallelization, salt, hash }: PasswordHash): Promise<Buffer> {
  const options = {
    N: 2 ** costLog2,
    r: blockSize,
    p: parallelization,
    // What it takes by RFC 7914 §6, and as much again for what the library counts besides.
    maxmem: 2 * 128 * blockSize * (2 ** costLog2 + parallelization),
  };
  return new Promise((resolve, reject) => {
    crypto().scrypt(preparedPassword(password), salt, hash.length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function base64Of(octets: Uint8Array): string {
  return Buffer.from(octets).toString("base64").replace(/=+$/, "");
}

/**
 * Tells texts apart without keeping them: a digest under a key that nobody has, this process included, once the
 * function is gone.
 */
export function secretDigest(): (text: string) => string {
  const key = crypto().randomBytes(32);
  return (text) => crypto().createHmac("sha256", key).update(text).digest("base64");
}
