import { ConfigError, shown } from "../config/index.ts";
import { isUserName } from "./basic-credentials.ts";
import { type PasswordHash, parsePasswordHash } from "./password-hash.node.ts";
import { type ProtectedPath, parseProtectedPath } from "./protected-paths.ts";

/**
 * Which paths ask for a user name and a password (HTTP Basic, RFC 7617): a path, which stands for all below it too
 * ("/admin/*", "/secret.html", "/*" for everything), and its users with the hashes of their passwords, as
 * `porthole password` prints them. Of several paths that hold, the longest counts alone. The paths are those asked for,
 * and those that a rewrite leads to; the page of a `spa`, or of another route, is another path. The case of letters does
 * not count.
 */
export type AuthOption = Readonly<Record<string, AuthArea>>;

export interface AuthArea {
  /** What a user agent calls it when it asks for the password; its path when not said. */
  readonly realm?: string | undefined;
  readonly users: Readonly<Record<string, string>>;
}

/** One user of one path, as a flag says it. */
export interface AuthFlag {
  readonly path: string;
  readonly user: string;
  readonly hash: string;
}

/** An area of {@link AuthOption}, checked. */
export interface ProtectedArea {
  /** Its path as it was written. */
  readonly path: string;
  readonly protectedPath: ProtectedPath;
  readonly realm: string;
  readonly users: ReadonlyMap<string, PasswordHash>;
}

/**
 * Checks what is protected.
 * @returns the most specific areas first
 * @throws ConfigError a path, name, realm or hash is wrong; no message has a hash or a password in it
 */
export function parseAuthOption(option: AuthOption): readonly ProtectedArea[] {
  if (typeof option !== "object" || option === null || Array.isArray(option)) {
    throw new ConfigError(`auth: ${shown(option)} is no record of paths`, { key: "auth", hint: areaHint });
  }
  const areas = Object.entries(option).map(([path, area]) => parseArea(path, area));
  const byPath = new Map<string, ProtectedArea>();
  for (const area of areas) {
    const key = JSON.stringify(area.protectedPath.segments);
    const other = byPath.get(key);
    if (other !== undefined) {
      throw wrongArea(area.path, `"${other.path}" protects the same paths`, "Put their users together.");
    }
    byPath.set(key, area);
  }
  return areas.sort((one, other) => other.protectedPath.segments.length - one.protectedPath.segments.length);
}

const areaHint = 'Such as auth: { "/admin/*": { users: { anna: "…" } } }, with what `porthole password` prints.';
const hashHint = "Run `porthole password` and put what it prints here.";

/** @param keys of what is wrong, below the path */
function wrongArea(path: string, what: string, hint = areaHint, ...keys: readonly string[]): ConfigError {
  return new ConfigError(`auth: "${path}": ${what}`, { key: ["auth", path, ...keys].join("."), hint });
}

function isArea(area: AuthArea | undefined): area is AuthArea {
  return typeof area === "object" && typeof area?.users === "object" && area.users !== null;
}

function parseArea(path: string, area: AuthArea): ProtectedArea {
  const protectedPath = parseProtectedPath(path);
  if (typeof protectedPath === "string") throw wrongArea(path, protectedPath);
  if (!isArea(area)) throw wrongArea(path, "there are no users");
  const realm = area.realm ?? encodeURI(path);
  if (typeof realm !== "string" || !/^[\x20-\x7e]+$/.test(realm)) {
    throw wrongArea(path, "the realm is no text of ASCII characters", "User agents read no others there.", "realm");
  }
  const users = new Map<string, PasswordHash>();
  for (const [name, hash] of Object.entries(area.users)) {
    const user = name.normalize("NFC");
    if (!isUserName(user))
      throw wrongArea(path, `${shown(name)} is no user's name`, "It has no colon and is not empty.", "users", name);
    if (users.has(user)) throw wrongArea(path, `the user ${user} is there twice`);
    const parsed = typeof hash === "string" ? parsePasswordHash(hash) : "there is no hash";
    if (typeof parsed === "string") throw wrongArea(path, `the user ${user}: ${parsed}`, hashHint, "users", name);
    users.set(user, parsed);
  }
  if (users.size === 0) throw wrongArea(path, "there are no users");
  return { path, protectedPath, realm, users };
}

/**
 * Parses what --auth is given: "user:HASH" for the whole site, or "/admin/*=user:HASH".
 * @throws Error saying what is wrong, never what was given as a hash: it may be a password
 */
export function parseAuthFlag(text: string): AuthFlag {
  const hashAt = text.includes(":$") ? text.indexOf(":$") : text.indexOf(":");
  if (hashAt === -1) throw new Error(`there is no colon between user and hash. ${flagHint}`);
  const before = text.slice(0, hashAt);
  const hash = text.slice(hashAt + 1);
  const userAt = before.startsWith("/") ? before.lastIndexOf("=") + 1 : 0;
  if (before.startsWith("/") && userAt === 0) throw new Error(`there is no "=" between path and user. ${flagHint}`);
  const path = userAt === 0 ? "/*" : before.slice(0, userAt - 1);
  const user = before.slice(userAt);
  if (!isUserName(user)) throw new Error(`there is no user before the colon. ${flagHint}`);
  const wrongPath = parseProtectedPath(path);
  if (typeof wrongPath === "string") throw new Error(`the path ${shown(path)} cannot be protected: ${wrongPath}.`);
  const parsed = parsePasswordHash(hash);
  if (typeof parsed !== "string") return { path, user, hash };
  throw new Error(`what follows the colon cannot be used as a hash: ${parsed}. ${plainHint}`);
}

const flagHint = "Write --auth 'user:HASH' or --auth '/admin/*=user:HASH'.";
const plainHint =
  "A password itself is not taken, for the command line is there for others to see: run `porthole password`, and put " +
  "what it prints in single quotes, in which the shell leaves $ alone.";

/**
 * What is protected by one option and by another over it: a user of the other comes to the users of the same path, or in
 * the place of the one of that name, and so does its realm. Nothing that either protects is left open.
 */
export function authOver(option: AuthOption, given: AuthOption): AuthOption {
  const areas: Record<string, AuthArea> = { ...option };
  for (const [path, area] of Object.entries(given)) {
    const same = Object.keys(areas).find((each) => isSamePath(each, path));
    const before = same === undefined ? undefined : areas[same];
    // One that is wrong stands alone, and is refused where areas are read.
    if (isArea(before) && isArea(area))
      areas[same!] = { ...before, ...area, users: { ...before.users, ...area.users } };
    else areas[path] = area;
  }
  return areas;
}

/** What flags protect; a path may have several users. */
export function authOfFlags(flags: readonly AuthFlag[]): AuthOption {
  return flags.reduce<AuthOption>(
    (before, { path, user, hash }) => authOver(before, { [path]: { users: { [user]: hash } } }),
    {},
  );
}

function isSamePath(one: string, other: string): boolean {
  const [first, second] = [parseProtectedPath(one), parseProtectedPath(other)];
  if (typeof first === "string" || typeof second === "string") return one === other;
  return JSON.stringify(first.segments) === JSON.stringify(second.segments);
}
