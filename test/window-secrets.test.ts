import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { copyKinds, copyOf } from "../src/inspector/act/copies.ts";
import { WINDOW_PATH, windowPaths } from "../src/inspector/paths.ts";
import type { Session } from "../src/inspector/record.ts";
import { harOf } from "../src/inspector/session/har.ts";
import { SessionPage } from "../src/inspector/session/session-page.ts";
import { folderOf, type PortholeProcess, startPorthole } from "./tools/porthole-process.ts";
import { RawClient } from "./tools/raw-client.ts";

const limit = { timeout: 60_000 };

/** What all secrets here begin with: nothing else has it. */
const MARK = "Zq7kWv";

let secrets = 0;

/** A secret like no other. */
function secret(): string {
  secrets += 1;
  return `${MARK}${secrets}xJ`;
}

const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");

/** A request with content of its length. */
function message(startLine: string, fieldLines: readonly string[], content = ""): string {
  const length = content === "" ? [] : [`Content-Length: ${content.length}`];
  return `${[startLine, "Host: localhost", ...fieldLines, ...length, ""].join("\r\n")}\r\n${content}`;
}

const post = (mediaType: string, content: string) =>
  message("POST /form HTTP/1.1", [`Content-Type: ${mediaType}`], content);
const form = (content: string) => post("application/x-www-form-urlencoded", content);
const json = (value: unknown, indent?: number) => post("application/json", JSON.stringify(value, undefined, indent));

function part(disposition: string): string {
  return `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${secret()}\r\n${secret()}\r\n`;
}

function chunked(content: string, size: number): string {
  const head = message("POST /form HTTP/1.1", ["Content-Type: application/json", "Transfer-Encoding: chunked"]);
  let chunks = "";
  for (let at = 0; at < content.length; at += size) {
    const data = content.slice(at, at + size);
    chunks += `${data.length.toString(16)}\r\n${data}\r\n`;
  }
  return `${head}${chunks}0\r\nCookie: a=${secret()}\r\n\r\n`;
}

/** Messages with a secret wherever there may be one. */
const messages: Readonly<Record<string, string>> = {
  fields: message("GET / HTTP/1.1", [
    `Cookie: id=${secret()}; b=${secret()}`,
    `cOOkie:${secret()}`,
    `Authorization: Basic ${base64(`user:${secret()}`)}`,
    `Proxy-Authorization: Bearer ${secret()}`,
    `X-Motto: ${secret()}`,
    `X-Api-Key: ${secret()}`,
  ]),
  "a query": message(`GET /?user=a&password=${secret()}&b=c HTTP/1.1`, [`Referer: /?access_token=${secret()}`]),
  "a query with escapes": message(`GET /?user%5Bpassword%5D=%41${secret()}%42&token=${secret()} HTTP/1.1`, []),
  userinfo: message(`GET http://${secret()}:${secret()}@localhost/ HTTP/1.1`, [`Referer: http://u:${secret()}@h/`]),
  "an authority-form target": message(`CONNECT ${secret()}:${secret()}@localhost:80 HTTP/1.1`, []),
  "a form": form(`user=a&password=${secret()}&new_password=${secret()}`),
  "a form with white space": form(`password=${secret()} ${secret()}&pin=${secret()}`),
  "parts of a form": post(
    "multipart/form-data; boundary=b",
    `${part('name="password"')}${part('filename="a.pem"; name="client_secret"')}${part("name=pin")}--b--\r\n`,
  ),
  JSON: json({ user: "a", password: `"${secret()}\\`, nested: { token: secret(), pin: [secret()] } }),
  "JSON of lines": json({ apiKey: { value: secret() }, motto: "x", "x-motto": secret() }, 2),
  "JSON within JSON": json({ body: JSON.stringify({ password: secret(), a: 1 }) }),
  "JSON in chunks": chunked(JSON.stringify({ password: secret(), token: secret() }), 7),
  "chunks of an octet": chunked(JSON.stringify({ password: secret() }), 1),
  "a response": message("GET /set HTTP/1.1", []),
  "a failure": message(`GET /fail?password=${secret()} HTTP/1.1`, []),
  "folded lines": message("GET / HTTP/1.1", ["X: y", `Cookie: ${secret()}`, ` ${secret()}`, `\t${secret()}`]),
  "a field without a colon": message("GET / HTTP/1.1", [`Authorization Basic ${secret()}`]),
  "white space before a name": message("GET / HTTP/1.1", [` Cookie: ${secret()}`]),
  "white space before a colon": message("GET / HTTP/1.1", [`X-Motto : ${secret()}`]),
  "a query with white space": message(`GET /?password=${secret()} ${secret()} HTTP/1.1`, []),
  "bare LF": `GET / HTTP/1.1\nHost: localhost\nCookie: ${secret()}\n\n`,
  "a bare CR": message("GET / HTTP/1.1", [`Cookie: a\r${secret()}`]),
  "both framings": message("POST /form HTTP/1.1", ["Transfer-Encoding: chunked"], `password=${secret()}`),
  "a form that is longer than it says": form(`password=${secret()}`).replace(/(Content-Length: )\d+/, "$112"),
  "a form that nobody announced": `${message("POST /form HTTP/1.1", [])}password=${secret()}`,
  "a chunk's size that is none": chunked("{}", 1).replace("\r\n\r\n1\r\n", `\r\n\r\nzz\r\n"password":"${secret()}`),
  "a smuggled request": form(`a=${message("GET / HTTP/1.1", [`Cookie: ${secret()}`])}`),
  "a request that another follows": form(`password=${secret()}`) + message("GET / HTTP/1.1", [`Cookie: ${secret()}`]),
};

const setCookie = secret();
const location = secret();
const thrown = secret();
const siteFile = `import { site, text } from "porthole";
export default site({
  "/": text("a page"),
  "/set": () => new Response("set", { headers: {
    "Set-Cookie": "id=${setCookie}; HttpOnly", "X-Motto": "${setCookie}", Link: "</?token=${location}>",
    "Content-Location": "http://u:${location}@h/" } }),
  "POST /form": async ({ request }) => { await request.text(); return text("taken"); },
  "/fail": () => { throw new Error('refused: {"password":"${thrown}"}', { cause: new Error("token=${thrown}") }); },
});`;

/** Whatever a secret may look like: as it is, percent-encoded, as hex, in Base64 at each of three alignments. */
const looks: readonly RegExp[] = [
  new RegExp(MARK, "i"),
  new RegExp(Array.from(MARK, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join(""), "i"),
  new RegExp(Array.from(MARK, (letter) => letter.charCodeAt(0).toString(16)).join("[^0-9a-f]{0,2}"), "i"),
  // Of each alignment what does not depend on what stands before and after.
  new RegExp(base64(MARK)),
  new RegExp(base64(` ${MARK}`).slice(2, 9)),
  new RegExp(base64(`  ${MARK}`).slice(3, 10)),
];

function assertNone(texts: Readonly<Record<string, string>>): void {
  for (const [where, text] of Object.entries(texts)) {
    assert.notEqual(text, "", where);
    for (const look of looks) {
      const found = look.exec(text);
      assert.equal(found, null, `${where} has ${text.slice(Math.max(0, (found?.index ?? 0) - 200)).slice(0, 400)}`);
    }
  }
}

interface Window {
  readonly porthole: PortholeProcess;
  readonly port: number;
  readonly recordFile: string;
}

async function opened(t: TestContext): Promise<Window> {
  const folder = folderOf(t, { "site.ts": siteFile });
  const recordFile = join(folderOf(t, {}), "flight.json");
  const flags = ["--inspect", "--wire", "--mask", "X-Motto", "--record", recordFile, "--log", "none"];
  const porthole = startPorthole(t, [folder, "-p", "0", ...flags]);
  return { porthole, port: Number(new URL(await porthole.url()).port), recordFile };
}

/** Sends octets on a connection of their own, each as it came once the one before has gone, until an answer has come. */
async function send({ port }: Window, octets: string, step: number): Promise<void> {
  const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port }] });
  client.socket.setNoDelay(true);
  for (let at = 0; at < octets.length && !client.isOver; at += step) {
    client.send(octets.slice(at, at + step));
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.socket.end();
  await client.ending;
  assert.match(client.text, /^HTTP\/1\.1 [1-9]/);
  client.close();
}

async function answer({ port }: Window, path: string): Promise<string> {
  const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port }] });
  client.send(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const isStream = path === windowPaths.events;
  if (isStream) await client.until(() => client.text.includes('"type":"changes"'), "what is kept");
  const text = isStream ? client.text : (await client.responses(1))[0]!.content;
  client.close();
  return text;
}

async function sessionOf(window: Window): Promise<Session> {
  return JSON.parse(await answer(window, windowPaths.session)) as Session;
}

/** All that the window gives out, by its name. */
async function givenOut(window: Window, session: Session): Promise<Record<string, string>> {
  const texts: Record<string, string> = {
    events: await answer(window, windowPaths.events),
    session: await answer(window, windowPaths.session),
    page: await answer(window, WINDOW_PATH),
    "the exported page": new SessionPage({ script: ";", style: "" }).html(session),
    "the exported HAR": JSON.stringify(harOf(session)),
  };
  for (const exchange of session.exchanges) {
    const name = `${exchange.connection}.${exchange.exchange}`;
    texts[`exchange ${name}`] = await answer(window, `${windowPaths.exchanges}${name}`);
    for (const kind of copyKinds)
      texts[`${kind} ${name}`] = `${kind} ${copyOf(kind, exchange, session.facts.url).text}`;
  }
  return texts;
}

/** The octets of what was recorded, with those that were not kept left out. */
function keptOctets(session: Session, side: "request" | "response"): number {
  const all = session.exchanges.flatMap((exchange) => exchange[side].kept);
  return all.reduce((sum, { octets }) => sum + octets.length, 0);
}

for (const [pieces, step] of [
  ["whole", Number.POSITIVE_INFINITY],
  ["an octet at a time", 1],
] as const) {
  test(`window secrets: none is in anything it gives out when they came ${pieces}`, limit, async (t) => {
    const window = await opened(t);
    for (const octets of Object.values(messages)) await send(window, octets, step);
    const session = await sessionOf(window);
    assert.ok(session.exchanges.length >= Object.keys(messages).length);
    assertNone(await givenOut(window, session));
    for (const { request, requestOctets, requestTarget, response, responseOctets } of session.exchanges) {
      const kept = (octets: Session["exchanges"][number]["request"]) =>
        octets.kept.reduce((sum, each) => sum + each.octets.length, 0);
      assert.equal(kept(request), requestOctets, requestTarget);
      assert.equal(kept(response), responseOctets, requestTarget);
      const all = request.kept.map(({ octets }) => octets).join("");
      for (const [start, end] of request.masked) {
        assert.equal(all.slice(start - request.start, end - request.start), "*".repeat(end - start));
      }
    }
    assert.ok(keptOctets(session, "request") > 0 && keptOctets(session, "response") > 0);

    window.porthole.child.kill("SIGUSR2");
    await window.porthole.says(/"refused requests"[\s\S]*"last":/, "stderr");
    window.porthole.child.kill("SIGTERM");
    await window.porthole.exit();
    const files = readdirSync(dirname(window.recordFile)).filter((name) =>
      name.startsWith(basename(window.recordFile)),
    );
    assert.ok(files.length > 0);
    const recorded = files.map((name) => readFileSync(join(dirname(window.recordFile), name), "latin1")).join("");
    assert.match(recorded, /BARE|HEAD|refus/i);
    const { stdout, stderr } = window.porthole;
    assert.match(stdout, /octets masked/);
    // What a handler threw stands beside it, in the log, as it was thrown.
    const dump = stderr.split("\n").filter((line) => line.startsWith('{"message":"refused requests"'));
    assertNone({ "what --record wrote": recorded, "standard output, with --wire": stdout, refusals: dump.join() });
  });
}

test("window secrets: what was looked for is found where nothing is masked", () => {
  for (const look of looks.slice(1)) {
    const spellings = [
      Array.from(MARK, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join(""),
      Buffer.from(MARK).toString("hex"),
      ...["", "a", "ab"].map((before) => base64(`${before}${MARK}${setCookie}`)),
    ];
    assert.ok(
      spellings.some((spelling) => look.test(spelling)),
      String(look),
    );
  }
});
