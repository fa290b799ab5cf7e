import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Servable, type ServeOptions, type Server, serve } from "../../src/serve.ts";
import { type Answer, FileClient } from "./file-client.ts";
import { RecordedLog } from "./recorded-log.ts";

/** When the files of a served folder were last changed, if nothing else is said: with a fraction of a second. */
export const modifiedAt = new Date("2024-06-25T17:12:18.250Z");

export interface ServedFolder extends AsyncDisposable {
  readonly root: string;
  readonly server: Server;
  readonly log: RecordedLog;
  /** Writes a file, with the date said, or {@link modifiedAt}. */
  write(path: string, content: string | Uint8Array, modified?: Date): Promise<void>;
  connect(): Promise<FileClient>;
  /** Asks on a connection of its own. */
  ask(method: string, target: string, ...fieldLines: string[]): Promise<Answer>;
  get(target: string, ...fieldLines: string[]): Promise<Answer>;
}

/**
 * Serves a folder of its own with these files; the folder is gone when it is disposed of.
 * @param what makes what is served, given the folder; absent: the folder as it is
 */
export async function serveFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: ServeOptions = {},
  what: (root: string) => Servable = (root) => root,
): Promise<ServedFolder> {
  const root = await mkdtemp(join(tmpdir(), "porthole-files-"));
  const write = async (path: string, content: string | Uint8Array, modified = modifiedAt) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    await utimes(join(root, path), modified, modified);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  const log = new RecordedLog();
  const server = await serve(what(root), { port: 0, host: "127.0.0.1", log, ...options, root });
  const clients = new Set<FileClient>();
  const connect = async () => {
    const client = await FileClient.connect(server);
    clients.add(client);
    return client;
  };
  const ask = async (method: string, target: string, ...fieldLines: string[]) => {
    const client = await connect();
    const answer = await client.ask(method, target, fieldLines);
    client.close();
    clients.delete(client);
    return answer;
  };
  return {
    root,
    server,
    log,
    write,
    connect,
    ask,
    get: (target, ...fieldLines) => ask("GET", target, ...fieldLines),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await server.close({ graceSeconds: 0 });
      await rm(root, { recursive: true, force: true });
    },
  };
}

/**
 * The response to GET once the tag is a strong one: the tag of a large file is weak until its content has been hashed.
 * @throws where that takes longer than it may
 */
export function withStrongTag(client: FileClient, target: string, ...fieldLines: string[]): Promise<Answer> {
  return eventually(
    () => client.get(target, ...fieldLines),
    (answer) => !(answer.field("etag") ?? "").startsWith("W/"),
    `a strong tag of ${target}`,
  );
}

/** What is asked, once this holds of it: a file's change takes up to a second to show. @throws it never does */
export async function eventually<Asked>(
  ask: () => Promise<Asked>,
  holds: (asked: Asked) => boolean,
  awaited: string,
): Promise<Asked> {
  const untilMs = performance.now() + EVENTUALLY_MS;
  for (;;) {
    const asked = await ask();
    if (holds(asked)) return asked;
    if (performance.now() > untilMs) throw new Error(`${awaited}: not within ${EVENTUALLY_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Long enough for a machine that is busy; what is waited for takes a second at the most. */
const EVENTUALLY_MS = 15_000;

/** Text in which every place looks different, of that many octets. */
export function distinctText(octets: number): string {
  let text = "";
  for (let at = 0; text.length < octets; at++) text += `${at}. the ${at % 7 === 0 ? "seventh" : "next"} line\n`;
  return text.slice(0, octets);
}

/** Octets that no coding makes smaller, the same for the same seed. */
export function randomOctets(octets: number, seed = 1): Buffer {
  const random = Buffer.alloc(octets);
  let state = seed;
  for (let at = 0; at < octets; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    random[at] = state >>> 24;
  }
  return random;
}
