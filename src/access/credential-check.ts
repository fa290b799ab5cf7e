import { parseBasicCredentials } from "./basic-credentials.ts";
import { type PasswordHash, secretDigest, unmatchableHash, verifyPassword } from "./password-hash.node.ts";

/** Who has shown the credentials: a user, nobody ("wrong"), or not found out, for too many ask at once ("busy"). */
export type Verdict = { readonly user: string } | "wrong" | "busy";

export type VerifyPassword = (password: string, expected: PasswordHash) => Promise<boolean>;

/** Two of the four threads that read files for everybody, as Node has them; each takes the memory of one hash. */
const VERIFICATIONS_AT_ONCE_MAX = 2;
/** Some seconds' work. Who comes after that is told to come again. */
const VERIFICATIONS_WAITING_MAX = 32;
/** Credentials that were right and are known again without verifying. */
const CREDENTIALS_REMEMBERED_MAX = 1024;
/** Credentials that were wrong, and for how long that is known: a user agent that repeats them costs little. */
const FAILURES_REMEMBERED_MAX = 256;
const FAILURE_REMEMBERED_MS = 10_000;

/** Verifies passwords, few at a time: each takes a thread and its memory for a while. */
export class VerificationQueue {
  readonly #verify: VerifyPassword;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(verify: VerifyPassword = verifyPassword) {
    this.#verify = verify;
  }

  /** @returns `undefined` where too many are waiting */
  verify(password: string, expected: PasswordHash): Promise<boolean> | undefined {
    if (this.#running < VERIFICATIONS_AT_ONCE_MAX) {
      this.#running++;
      return this.#run(password, expected);
    }
    if (this.#waiting.length >= VERIFICATIONS_WAITING_MAX) return undefined;
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => this.#run(password, expected));
  }

  async #run(password: string, expected: PasswordHash): Promise<boolean> {
    try {
      return await this.#verify(password, expected);
    } finally {
      // Its place is handed on, and not free in between: who comes then would be one too many.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}

/** One for the process: its threads are one pool. */
const processQueue = new VerificationQueue();

/** What a check is made with; tests hand in their own. */
export interface CredentialCheckParts {
  readonly queue?: VerificationQueue | undefined;
  /** Milliseconds since any moment. */
  readonly nowMs?: (() => number) | undefined;
}

/**
 * Finds out who has shown Basic credentials. Right ones are known again by a digest under a key of this check alone, so
 * that no password is kept; the same ones that come while they are verified wait for that. A name that no user has
 * takes as long as one that is right.
 */
export class CredentialCheck {
  readonly #users: ReadonlyMap<string, PasswordHash>;
  readonly #nobody: PasswordHash;
  readonly #queue: VerificationQueue;
  readonly #nowMs: () => number;
  readonly #digest = secretDigest();
  readonly #right = new Map<string, { readonly user: string }>();
  /** Until when they are known to be wrong. */
  readonly #wrong = new Map<string, number>();
  readonly #verifying = new Map<string, Promise<Verdict>>();

  /** @param users by name, at least one */
  constructor(users: ReadonlyMap<string, PasswordHash>, parts: CredentialCheckParts = {}) {
    this.#users = users;
    this.#nobody = unmatchableHash(users.values().next().value!);
    this.#queue = parts.queue ?? processQueue;
    this.#nowMs = parts.nowMs ?? (() => performance.now());
  }

  /**
   * Answers at once where it is known.
   * @param token from `basicToken`
   */
  check(token: string): Verdict | Promise<Verdict> {
    const digest = this.#digest(token);
    const known = this.#right.get(digest);
    if (known !== undefined) return known;
    if ((this.#wrong.get(digest) ?? Number.NEGATIVE_INFINITY) > this.#nowMs()) return "wrong";
    return this.#verifying.get(digest) ?? this.#verify(token, digest);
  }

  #verify(token: string, digest: string): Verdict | Promise<Verdict> {
    const credentials = parseBasicCredentials(token);
    if (credentials === undefined) return "wrong";
    const { user, password } = credentials;
    const hash = this.#users.get(user);
    const verified = this.#queue.verify(password, hash ?? this.#nobody);
    if (verified === undefined) return "busy";
    const verdict = verified
      .then((isRight) => this.#remembered(digest, isRight && hash !== undefined ? { user } : "wrong"))
      .finally(() => this.#verifying.delete(digest));
    this.#verifying.set(digest, verdict);
    return verdict;
  }

  #remembered(digest: string, verdict: { readonly user: string } | "wrong"): Verdict {
    if (verdict === "wrong")
      remember(this.#wrong, digest, this.#nowMs() + FAILURE_REMEMBERED_MS, FAILURES_REMEMBERED_MAX);
    else remember(this.#right, digest, verdict, CREDENTIALS_REMEMBERED_MAX);
    return verdict;
  }
}

/** Puts the newest last; the oldest goes where there are too many. */
function remember<Value>(memory: Map<string, Value>, digest: string, value: Value, entriesMax: number): void {
  memory.delete(digest);
  memory.set(digest, value);
  if (memory.size > entriesMax) memory.delete(memory.keys().next().value!);
}
