import { ConfigError } from "../config/index.ts";
import { encodeSegment } from "../semantics/index.ts";
import type { Captures } from "./rule-pattern.ts";

/** Where a rule leads: a path of this site or an absolute URL, with placeholders. */
export interface RuleTarget {
  /** Whether it is a path, and so stays on this origin whatever fills it. */
  readonly isPath: boolean;
  readonly hasQuery: boolean;
  /**
   * @param query kept from the request; put in where the target has none of its own
   * @returns percent-encoded; a path begins with one "/" and has no empty segments but the last
   */
  fill(captures: Captures, query: string | undefined): string;
}

/**
 * Parses a target. `:name` stands for what the rule's source captured under that name: in the path as it was sent, in the
 * query encoded so that it stays one value.
 * @param names that the source captures
 * @throws ConfigError without a place
 */
export function parseRuleTarget(text: string, names: readonly string[]): RuleTarget {
  const isPath = text.startsWith("/");
  if (isPath) requireOwnPath(text);
  else requireAbsoluteUrl(text, names);
  if (/[\0-\x1f\x7f\ud800-\udfff]/u.test(text)) {
    throw new ConfigError(`the target ${JSON.stringify(text)} has a character that is in no URL`);
  }
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    throw new ConfigError(`the target "${text}" is not percent-encoded`, { hint: 'Write "%" as %25.' });
  }
  const queryAt = endOf(text, /[?#]/);
  const hashAt = endOf(text, /#/);
  return new FilledTarget(isPath, {
    path: parseParts(text.slice(0, queryAt), names, false),
    query: text[queryAt] === "?" ? parseParts(text.slice(queryAt + 1, hashAt), names, true) : undefined,
    fragment: parseParts(text.slice(hashAt), names, true),
  });
}

function endOf(text: string, delimiter: RegExp): number {
  const at = text.search(delimiter);
  return at === -1 ? text.length : at;
}

function requireOwnPath(text: string): void {
  if (/^[/\\]{2}/.test(text) || text.includes("\\")) {
    throw new ConfigError(`the target "${text}" leaves this origin though it looks like a path`, {
      hint: "Write an absolute URL (https://…) to leave it.",
    });
  }
}

function requireAbsoluteUrl(text: string, names: readonly string[]): void {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1];
  if (authority === undefined || authority === "") {
    throw new ConfigError(`the target "${text}" is neither a path nor a URL`, {
      hint: 'It begins with "/", "https://" or "http://".',
    });
  }
  if (parseParts(authority, names, false).some((part) => part.kind === "capture") || /[\\@]/.test(authority)) {
    throw new ConfigError(`the host of the target "${text}" is not fixed`, {
      hint: "Whoever sends the request would choose where it leads: write the host out.",
    });
  }
}

type TargetPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "capture"; readonly name: string; readonly isValue: boolean };

interface TargetParts {
  readonly path: readonly TargetPart[];
  readonly query: readonly TargetPart[] | undefined;
  /** With its "#"; empty without one. */
  readonly fragment: readonly TargetPart[];
}

const placeholder = /:([A-Za-z][A-Za-z0-9_]*|[0-9]+)/g;

/** @param isValue whether captures are encoded as values of a query */
function parseParts(text: string, names: readonly string[], isValue: boolean): readonly TargetPart[] {
  const parts: TargetPart[] = [];
  let end = 0;
  for (const found of text.matchAll(placeholder)) {
    const name = found[1]!;
    if (!names.includes(name)) {
      requireMeantAsText(text, found.index, name);
      continue;
    }
    parts.push({ kind: "text", text: encodeUri(text.slice(end, found.index)) }, { kind: "capture", name, isValue });
    end = found.index + found[0].length;
  }
  parts.push({ kind: "text", text: encodeUri(text.slice(end)) });
  return parts.filter((part) => part.kind === "capture" || part.text !== "");
}

/** A name that the source lacks: text after a letter or digit (`host:8080`, `Category:Cats`), else a mistake. */
function requireMeantAsText(text: string, at: number, name: string): void {
  if (/^[0-9]/.test(name) || (at > 0 && /[A-Za-z0-9]/.test(text[at - 1]!))) return;
  throw new ConfigError(`the target uses ":${name}", which the path does not name`, {
    hint:
      name === "splat" ? 'It stands for a "*" in the path.' : "Name it in the path, or write %3A for the colon itself.",
  });
}

/** What no URI holds, percent-encoded (RFC 3986 §2); percent-encodings that are there stay. */
export function encodeUri(text: string): string {
  return text.replace(/[^!#-;=?-Z[\]_a-z~]/gu, (character) => encodeSegment(character));
}

class FilledTarget implements RuleTarget {
  readonly isPath: boolean;
  readonly #parts: TargetParts;

  constructor(isPath: boolean, parts: TargetParts) {
    this.isPath = isPath;
    this.#parts = parts;
  }

  get hasQuery(): boolean {
    return this.#parts.query !== undefined;
  }

  fill(captures: Captures, query: string | undefined): string {
    const path = filled(this.#parts.path, captures);
    const kept = query === undefined ? undefined : encodeUri(query);
    const own = this.#parts.query === undefined ? kept : filled(this.#parts.query, captures);
    // A first segment that came out empty would make the rest a host.
    const fixed = this.isPath ? path.replace(/\/{2,}/g, "/") : path;
    return `${fixed}${own === undefined ? "" : `?${own}`}${filled(this.#parts.fragment, captures)}`;
  }
}

function filled(parts: readonly TargetPart[], captures: Captures): string {
  let text = "";
  for (const part of parts) {
    if (part.kind === "text") text += part.text;
    else text += part.isValue ? asValue(captures.get(part.name) ?? "") : encodeUri(captures.get(part.name) ?? "");
  }
  return text;
}

/** Percent-encoded text of a path as one value of a query: what divides values there is encoded too. */
function asValue(encoded: string): string {
  return encoded.replace(/[^A-Za-z0-9\-._~%/]/gu, (character) => encodeURIComponent(character));
}
