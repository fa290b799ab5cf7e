/** One token of TypeScript or JavaScript source; comments and white space are none. */
export interface SourceToken {
  /** A template's text comes in pieces, with the tokens of its substitutions between them. */
  readonly kind: "word" | "number" | "string" | "template" | "regular-expression" | "punctuator";
  /** As it stands in the source; of a string, what is between its quotes. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Cuts source text into tokens: enough of the grammar to tell words from what stands in comments, strings, templates
 * and regular expressions. Where it cannot know whether "/" divides, it goes by the token before.
 * @throws SyntaxError a comment, string or template has no end
 */
export function sourceTokens(text: string): SourceToken[] {
  return new Tokenizer(text).tokens();
}

const punctuator = /\?\.(?![0-9])|=>|\.\.\.|[^\s\w$]/y;
const word = /[\p{ID_Start}$_#@][\p{ID_Continue}$]*/uy;
const number = /[0-9][\w.]*/y;
const space = /\s+/y;
const lineComment = /\/\/[^\n]*|#![^\n]*/y;
const blockComment = /\/\*.*?\*\//sy;
const quoted = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/sy;
const templatePiece = /(?:[^`\\$]|\\.|\$(?!\{))*(`|\$\{)/sy;
const regularExpression = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

const wordsBeforeExpression = new Set(
  "return typeof case in of delete void throw new else do instanceof yield await extends default".split(" "),
);

class Tokenizer {
  readonly #text: string;
  readonly #tokens: SourceToken[] = [];
  /** For each open brace, whether a template goes on after it. */
  readonly #braces: boolean[] = [];
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  tokens(): SourceToken[] {
    while (this.#at < this.#text.length) this.#next();
    if (this.#braces.includes(true)) throw new SyntaxError(`line ${this.#line}: a template has no end`);
    return this.#tokens;
  }

  #next(): void {
    const next = this.#text[this.#at]!;
    const follows = this.#text[this.#at + 1];
    if (this.#take(space) !== undefined) {
      return;
    } else if (next === "/" && follows === "*") {
      this.#skipBlockComment();
    } else if ((next === "/" && follows === "/") || (next === "#" && follows === "!")) {
      this.#take(lineComment);
    } else if (next === '"' || next === "'") {
      this.#addString();
    } else if (next === "`" || (next === "}" && this.#braces.pop() === true)) {
      this.#addTemplatePiece();
    } else {
      this.#addToken(next);
    }
  }

  #skipBlockComment(): void {
    if (this.#take(blockComment) === undefined) throw new SyntaxError(`line ${this.#line}: a comment has no end`);
  }

  #addString(): void {
    const line = this.#line;
    const string = this.#take(quoted);
    if (string === undefined) throw new SyntaxError(`line ${line}: a string has no end`);
    this.#tokens.push({ kind: "string", text: string.slice(1, -1), line });
  }

  #addTemplatePiece(): void {
    const line = this.#line;
    this.#at++;
    const piece = this.#take(templatePiece);
    if (piece === undefined) throw new SyntaxError(`line ${line}: a template has no end`);
    if (piece.endsWith("${")) this.#braces.push(true);
    this.#tokens.push({ kind: "template", text: piece.replace(/(`|\$\{)$/, ""), line });
  }

  #addToken(next: string): void {
    if (next === "{") this.#braces.push(false);
    if (next === "/" && !this.#endsOperand() && this.#add("regular-expression", regularExpression)) return;
    if (this.#add("number", number) || this.#add("word", word)) return;
    this.#add("punctuator", punctuator);
  }

  #endsOperand(): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined) return false;
    if (last.kind === "punctuator") return last.text === ")" || last.text === "]" || last.text === "}";
    return last.kind !== "word" || !wordsBeforeExpression.has(last.text);
  }

  #add(kind: SourceToken["kind"], pattern: RegExp): boolean {
    const line = this.#line;
    const text = this.#take(pattern);
    if (text !== undefined) this.#tokens.push({ kind, text, line });
    return text !== undefined;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.#text)?.[0];
    if (taken === undefined) return undefined;
    this.#at += taken.length;
    for (const character of taken) if (character === "\n") this.#line++;
    return taken;
  }
}
