import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { type SourceToken, sourceTokens } from "./source-tokens.ts";

/** A source file: its path from the project's folder, with "/", and what it holds. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A place where a rule does not hold, and why. */
export interface RuleException {
  readonly path: string;
  readonly rule: RuleName;
  readonly reason: string;
}

export interface BrokenRule {
  readonly rule: RuleName;
  readonly path: string;
  /** From 1; 0 where it concerns the whole file. */
  readonly line: number;
  readonly message: string;
}

export type RuleName = keyof typeof rules;

/** What each folder of src/ may import from; "" is src/ itself, which cli/ alone imports from. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  semantics: [],
  cases: [],
  transport: [],
  trace: ["semantics"],
  http1: ["semantics"],
  fetch: ["semantics"],
  config: [],
  files: ["semantics", "trace", "config"],
  conventions: ["semantics", "config", "files"],
  access: ["semantics", "config"],
  "live-reload": ["semantics", "trace", "files"],
  site: ["semantics", "fetch", "trace", "config", "files", "conventions", "access"],
  server: ["http1", "transport", "semantics", "trace"],
  conformance: ["cases"],
  inspector: ["files", "site", "http1", "semantics", "trace", "cases", "conformance"],
  lab: ["files", "site", "http1", "semantics", "trace", "cases", "conformance", "inspector"],
  "": "semantics cases transport trace http1 fetch config files conventions access live-reload site server conformance inspector lab".split(
    " ",
  ),
  cli: "semantics cases transport trace http1 fetch config files conventions access live-reload site server conformance inspector lab"
    .split(" ")
    .concat(""),
};

/** The packages that src/ may import, and the folders where each is at home. None of them speaks HTTP. */
const packageHomes: Readonly<Record<string, readonly string[]>> = {
  jiti: ["site"],
  liquidjs: ["site"],
  "@fastify/busboy": ["site"],
  mime: ["files"],
  valibot: ["config", "conventions", "site"],
  "jsonc-parser": ["config"],
  commander: ["cli"],
  preact: ["inspector"],
};

const rules = {
  "folder-table": importsOnlyAllowedFolders,
  "door-only": importsOnlyDoors,
  "no-cycle": hasNoCycle,
  "tests-stay-outside": importsNoTest,
  "node-modules-in-node-files": importsNodeInNodeFilesOnly,
  "portable-folders": hasNoNodeFile,
  "no-http-module": importsNoHttpModule,
  "known-packages": importsKnownPackagesAtHome,
  "literal-specifiers": importsLiteralSpecifiers,
  "pure-words": saysNoImpureWord,
  "console-and-process": namesNoConsoleOrProcess,
  timers: setsNoTimer,
  disk: touchesNoDisk,
  "file-names": isNamedAfterItsSubject,
};

/** Every rule's name, for whoever tries each of them. */
export const ruleNames = Object.keys(rules) as RuleName[];

/** What breaks the house's import rules among the files of src/. Tests are exempt from all but "no-http-module". */
export function brokenRules(files: readonly SourceFile[]): BrokenRule[] {
  const rooms = files.map(readRoom);
  return ruleNames.flatMap((rule) =>
    rules[rule](rooms).map(({ room, line, message }) => ({ rule, path: room.path, line, message })),
  );
}

/** One source file, read as far as the rules ask. */
interface Room {
  readonly path: string;
  /** The folder below src/; "" for src/ itself. */
  readonly folder: string;
  readonly isTest: boolean;
  readonly isNodeFile: boolean;
  readonly tokens: readonly SourceToken[];
  readonly imports: readonly Import[];
}

interface Import {
  /** `undefined` where it is computed. */
  readonly specifier: string | undefined;
  /** The path of the imported file from the project's folder; `undefined` where it is no file of the project. */
  readonly target: string | undefined;
  readonly line: number;
}

interface Finding {
  readonly room: Room;
  readonly line: number;
  readonly message: string;
}

function readRoom({ path, text }: SourceFile): Room {
  // The words of a page are no tokens: of a *.tsx, what it imports is all that is read.
  const tokens = sourceTokens(path.endsWith(".tsx") ? importStatements(text) : text);
  return {
    path,
    folder: folderOf(path),
    isTest: isTestPath(path),
    isNodeFile: path.endsWith(".node.ts"),
    tokens,
    imports: importsOf(path, tokens),
  };
}

/** The import and export statements of a source, each on the line where it stands. */
function importStatements(text: string): string {
  const statement = /^(?:import|export)\b[^;"]*"[^"\n]+";$/gm;
  let read = "";
  for (const { index, 0: found } of text.matchAll(statement)) {
    const line = text.slice(0, index).split("\n").length;
    read += "\n".repeat(line - read.split("\n").length) + found;
  }
  return read;
}

function folderOf(path: string): string {
  const [, folder = "", ...rest] = path.split("/");
  return rest.length === 0 ? "" : folder;
}

function isTestPath(path: string): boolean {
  return path.endsWith(".test.ts") || path.includes("/testing/");
}

/** Static and dynamic imports, re-exports, `import("…")` types and calls of `require`. */
function importsOf(path: string, tokens: readonly SourceToken[]): Import[] {
  const found: Import[] = [];
  tokens.forEach((token, at) => {
    if (token.kind !== "word" || isMember(tokens, at)) return;
    const next = tokens[at + 1];
    const isCall = next?.text === "(" && (token.text === "import" || token.text === "require");
    const named = isCall ? tokens[at + 2] : token.text === "import" || token.text === "from" ? next : undefined;
    if (named === undefined || (named.kind !== "string" && !isCall)) return;
    const specifier = named.kind === "string" ? named.text : undefined;
    const isRelative = specifier?.startsWith(".") === true;
    const target = isRelative ? posix.join(posix.dirname(path), specifier) : undefined;
    found.push({ specifier, target, line: token.line });
  });
  return found;
}

function isMember(tokens: readonly SourceToken[], at: number): boolean {
  const before = tokens[at - 1]?.text;
  if (before !== "." && before !== "?.") return false;
  return tokens[at - 2]?.text !== "globalThis";
}

function importsOnlyAllowedFolders(rooms: readonly Room[]): Finding[] {
  return eachImport(rooms, (room, { target }) => {
    if (target === undefined) return undefined;
    if (!target.startsWith("src/")) return `imports ${target}, which is outside src/`;
    const folder = folderOf(target);
    if (folder === room.folder) return undefined;
    const allowed = mayImport[room.folder];
    if (allowed === undefined) return `${room.folder}/ has no line in the table of import rules`;
    if (allowed.includes(folder)) return undefined;
    return `${room.folder || "src"}/ imports ${folder || "src"}/, and may import only: ${allowed.join(", ") || "nothing"}`;
  });
}

function importsOnlyDoors(rooms: readonly Room[]): Finding[] {
  return eachImport(rooms, (room, { target }) => {
    if (target === undefined || !target.startsWith("src/")) return undefined;
    const folder = folderOf(target);
    if (folder === room.folder || folder === "" || target === `src/${folder}/index.ts`) return undefined;
    return `imports the room ${target}: the door is src/${folder}/index.ts`;
  });
}

function hasNoCycle(rooms: readonly Room[]): Finding[] {
  const byPath = new Map(rooms.filter(({ isTest }) => !isTest).map((room) => [room.path, room]));
  const isDone = new Map<Room, boolean>();
  const findings: Finding[] = [];
  function visit(room: Room, way: readonly Room[]): void {
    if (isDone.get(room) === true) return;
    if (isDone.get(room) === false) {
      const circle = [...way.slice(way.indexOf(room)), room].map(({ path }) => path);
      findings.push({ room, line: 0, message: `stands in a circle of imports: ${circle.join(" → ")}` });
      return;
    }
    isDone.set(room, false);
    for (const { target } of room.imports) {
      const next = target === undefined ? undefined : byPath.get(target);
      if (next !== undefined) visit(next, [...way, room]);
    }
    isDone.set(room, true);
  }
  for (const room of byPath.values()) visit(room, []);
  return findings;
}

function importsNoTest(rooms: readonly Room[]): Finding[] {
  return eachImport(rooms, (_, { target }) =>
    target !== undefined && isTestPath(target) ? `imports ${target}, which is for tests alone` : undefined,
  );
}

function importsNodeInNodeFilesOnly(rooms: readonly Room[]): Finding[] {
  return eachImport(rooms, (room, { specifier }) =>
    !room.isNodeFile && specifier !== undefined && isBuiltin(specifier)
      ? `imports ${specifier}: only a *.node.ts may`
      : undefined,
  );
}

const portableFolders: readonly string[] = ["http1", "semantics"];

function hasNoNodeFile(rooms: readonly Room[]): Finding[] {
  return rooms
    .filter((room) => room.isNodeFile && portableFolders.includes(room.folder))
    .map((room) => ({ room, line: 0, message: `is a *.node.ts in ${room.folder}/, which runs in a browser too` }));
}

function importsNoHttpModule(rooms: readonly Room[]): Finding[] {
  return rooms.flatMap((room) =>
    room.imports
      .filter(({ specifier }) => /^(node:)?_?https?2?(_\w+)?$/.test(specifier ?? ""))
      .map(({ specifier, line }) => ({ room, line, message: `imports ${specifier}: src/ speaks HTTP itself` })),
  );
}

function importsKnownPackagesAtHome(rooms: readonly Room[]): Finding[] {
  return eachImport(rooms, (room, { specifier, target }) => {
    if (specifier === undefined || target !== undefined || isBuiltin(specifier)) return undefined;
    const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
    const home = packageHomes[name];
    if (home === undefined) return `imports the package ${name}, which is not among those that src/ may import`;
    return home.includes(room.folder)
      ? undefined
      : `imports the package ${name}, which is at home in ${home.join(", ")}`;
  });
}

function importsLiteralSpecifiers(rooms: readonly Room[]): Finding[] {
  return eachImport(rooms, (_, { specifier }) =>
    specifier === undefined ? "imports what a variable names" : undefined,
  );
}

function saysNoImpureWord(rooms: readonly Room[]): Finding[] {
  return findTokens(rooms, (room, token, at) => {
    if (!portableFolders.includes(room.folder)) return undefined;
    const member = `${token.text}.${room.tokens[at + 1]?.text === "." ? room.tokens[at + 2]?.text : ""}`;
    const isClock =
      token.text === "new" &&
      room.tokens
        .slice(at + 1, at + 4)
        .map(({ text }) => text)
        .join("") === "Date()";
    const isImpure =
      /^(Buffer|async|await|performance)$/.test(token.text) || /^(Date\.now|Math\.random)$/.test(member) || isClock;
    return isImpure ? `"${isClock ? "new Date()" : member.replace(/\.$/, "")}" in ${room.folder}/` : undefined;
  });
}

function namesNoConsoleOrProcess(rooms: readonly Room[]): Finding[] {
  const named = findTokens(rooms, (room, token) =>
    room.folder !== "cli" && /^(console|process)$/.test(token.text) ? `"${token.text}" outside cli/` : undefined,
  );
  const imported = eachImport(rooms, (room, { specifier }) =>
    room.folder !== "cli" && /^(node:)?(console|process)$/.test(specifier ?? "")
      ? `imports ${specifier} outside cli/`
      : undefined,
  );
  return [...named, ...imported];
}

function setsNoTimer(rooms: readonly Room[]): Finding[] {
  const mayHave = ({ path, folder }: Room) =>
    path === "src/server/timeouts.ts" || folder === "conformance" || folder === "cli" || path.includes("/page/");
  const named = findTokens(rooms, (room, token) =>
    !mayHave(room) && /^set(Timeout|Interval|Immediate)$/.test(token.text) ? `"${token.text}" here` : undefined,
  );
  const imported = eachImport(rooms, (room, { specifier }) =>
    !mayHave(room) && /^(node:)?timers(\/|$)/.test(specifier ?? "") ? `imports ${specifier} here` : undefined,
  );
  return [...named, ...imported];
}

/** The rooms of the disk store. */
const diskFiles: readonly string[] = [
  "src/files/directory-entries.node.ts",
  "src/files/directory-watches.node.ts",
  "src/files/disk-calls.node.ts",
  "src/files/open-disk-file.node.ts",
];

function touchesNoDisk(rooms: readonly Room[]): Finding[] {
  return eachImport(rooms, (room, { specifier }) => {
    if (diskFiles.includes(room.path) || room.folder === "cli") return undefined;
    return /^(node:)?fs(\/|$)/.test(specifier ?? "")
      ? `imports ${specifier}: the disk is disk-calls.node.ts and its neighbours in files/`
      : undefined;
  });
}

function isNamedAfterItsSubject(rooms: readonly Room[]): Finding[] {
  return rooms.flatMap((room) => {
    if (room.isTest) return [];
    const name = posix.basename(room.path);
    const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(node|bun))?\.tsx?$/.test(name);
    const isEmptyNoun = /(^|-)(helpers?|utils?|managers?|misc|common)[-.]/.test(name);
    if (isKebab && !isEmptyNoun) return [];
    return [{ room, line: 0, message: `"${name}" is no noun in kebab-case that says what the file exports` }];
  });
}

function eachImport(rooms: readonly Room[], judge: (room: Room, each: Import) => string | undefined): Finding[] {
  return rooms
    .filter(({ isTest }) => !isTest)
    .flatMap((room) =>
      room.imports.flatMap((each) => {
        const message = judge(room, each);
        return message === undefined ? [] : [{ room, line: each.line, message }];
      }),
    );
}

/** Judges each word that names something outside the file: no member of a value, no key of a record or type. */
function findTokens(
  rooms: readonly Room[],
  judge: (room: Room, token: SourceToken, at: number) => string | undefined,
): Finding[] {
  return rooms
    .filter(({ isTest }) => !isTest)
    .flatMap((room) =>
      room.tokens.flatMap((token, at) => {
        if (token.kind !== "word" || isMember(room.tokens, at) || isKey(room.tokens, at)) return [];
        const message = judge(room, token, at);
        return message === undefined ? [] : [{ room, line: token.line, message }];
      }),
    );
}

function isKey(tokens: readonly SourceToken[], at: number): boolean {
  const next = tokens[at + 1]?.text === "?" ? tokens[at + 2]?.text : tokens[at + 1]?.text;
  return next === ":" && /^[{,;(]$|^readonly$/.test(tokens[at - 1]?.text ?? "");
}
