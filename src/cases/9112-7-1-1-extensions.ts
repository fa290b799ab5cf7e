import { accepted, answered, type Case, get, ownChoice, postChunked, refused } from "./case.ts";
import { closedAfter, shouldBe400, toldApart } from "./framing-outcomes.ts";

const extension = 'chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )';
const ignoreExtensions = "A recipient MUST ignore unrecognized chunk extensions.";
const limitExtensions =
  "A server ought to limit the total length of chunk extensions received in a request to an amount reasonable for the services provided";
const badWhitespace =
  "A recipient MUST parse for such bad whitespace and remove it before interpreting the protocol element.";

const passOver =
  "Pass over what follows the chunk size up to CR LF: ;name and ;name=value with a token or a quoted text, with white space about them.";
const checkSyntax =
  "Refuse a chunk extension that is not ;name or ;name=value with 400 (Bad Request), and close the connection; above all never read beyond a line end.";
const limit = "Count the octets of all chunk extensions of a request, and answer too many with a 4xx.";

const head = "RequestHead POST content length=undefined";
const needs = ["content"] as const;
/** What nobody here knows is ignored, right or wrong: it costs a warning where its form is wrong. */
const betterRefused = { pass: shouldBe400.pass, warn: [...shouldBe400.warn, ...toldApart.pass, ...toldApart.warn] };

/** RFC 9112 §7.1.1: what may follow a chunk size. */
export const extensionCases: readonly Case[] = [
  ...[
    [";a", "a name"],
    [";a=b", "a name and a value"],
    [';a="b;c\td"', "a quoted value with a semicolon in it"],
    [';a="\\"\xe9\\\t"', "a quoted value with escaped octets"],
    [";a;b;c=d", "three of them"],
  ].map(([text, title]) =>
    accepted({
      rule: "RFC9112-7.1.1/EXTENSIONS",
      title: title!,
      quote: ignoreExtensions,
      why: "An extension that nobody knows must not keep the content from being read.",
      advice: passOver,
      send: postChunked(`5${text}\r\nhello\r\n0${text}\r\n\r\n`) + get(),
      needs,
      engine: [head, "Content hello", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
      pass: toldApart.pass,
      warn: [...toldApart.warn, closedAfter(411)],
    }),
  ),
  ...[
    [" ; a = b", "spaces"],
    ["\t;\ta\t;b", "tabs"],
    ['; a="" ;b', "spaces and an empty text"],
  ].map(([text, title]) =>
    accepted({
      rule: "RFC9112-7.1.1/EXTENSIONS",
      title: `${title} about the semicolon`,
      quote: badWhitespace,
      quotedFrom: "RFC9110-5.6.3",
      why: "Old senders put white space there; it means nothing.",
      advice: passOver,
      send: postChunked(`5${text}\r\nhello\r\n0${text}\r\n\r\n`) + get(),
      needs,
      engine: [head, "Content hello", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
      pass: toldApart.pass,
      warn: [...toldApart.warn, closedAfter(411)],
    }),
  ),
  ownChoice(
    accepted({
      rule: "RFC9112-7.1.1/EXTENSIONS",
      title: "a space after the equals sign",
      quote: badWhitespace,
      quotedFrom: "RFC9110-5.6.3",
      why: "White space about the equals sign means nothing.",
      send: postChunked('5;a= "x"\r\nhello\r\n0;a= "x"\r\n\r\n'),
      engine: [head, "Content hello", "EndOfMessage"],
    }),
  ),

  // Malformed ones
  ...[
    [";", "a semicolon alone"],
    [";=b", "a value without a name"],
    [";a=", "a name, an equals sign and no value"],
    [";a=\x01b", "a control octet in a value"],
    [";a=\0", "NUL in a value"],
    [';a="b', "a quoted text that does not end on its line"],
    [" ", "a space and no extension"],
    [" 5", "a space and a second number"],
  ].map(([text, title]) =>
    refused({
      rule: "RFC9112-7.1.1/EXTENSION-SYNTAX",
      title: title!,
      level: "SHOULD",
      quote: extension,
      why: "What is passed over without a look can hide the end of a line.",
      advice: checkSyntax,
      send: postChunked(`5${text}\r\nhello\r\n0\r\n\r\n`) + get(),
      needs,
      before: [head],
      ...betterRefused,
    }),
  ),
  ...[
    [";a\n\r\nhello\r\n", "a bare LF before the CR LF of the size's line"],
    [";\nxx\r\nhello\r\n", "a bare LF within an extension"],
  ].map(([rest, title]) =>
    refused({
      rule: "RFC9112-7.1.1/EXTENSION-SYNTAX",
      title: title!,
      level: "SHOULD",
      quote: extension,
      why: "EXT.TERM: who passes over LF here reads the data after the second line, who takes it for a line end after the first.",
      advice: checkSyntax,
      send: postChunked(`5${rest}0\r\n\r\n`) + get(),
      needs,
      before: [head],
      ...shouldBe400,
    }),
  ),
  ...[";;a", ";a==b", ";a b", ";a=b c", ' "a"', ';a="b"c', ';a="\x01"', ';a="\\\x01"', ";a=[b]", ';a "b"'].map((text) =>
    ownChoice(
      refused({
        rule: "RFC9112-7.1.1/EXTENSION-SYNTAX",
        title: `5${JSON.stringify(text).slice(1, -1)}`,
        quote: extension,
        why: "What is passed over without a look can hide the end of a line.",
        send: postChunked(`5${text}\r\nhello\r\n0\r\n\r\n`),
        before: [head],
      }),
    ),
  ),

  // How much of them
  ownChoice(
    refused({
      rule: "RFC9112-7.1.1/EXTENSIONS-SIZE",
      title: "4097 zeros before a size",
      quote: limitExtensions,
      why: "Zeros before a size mean as little as an extension, and are counted with them.",
      send: postChunked(`${"0".repeat(4098)}5\r\nhello\r\n0\r\n\r\n`),
      before: [head],
      status: 413,
    }),
  ),
  ownChoice(
    accepted({
      rule: "RFC9112-7.1.1/EXTENSIONS-SIZE",
      title: "4096 octets in two chunks",
      quote: limitExtensions,
      why: "4096 octets in all chunks together are at the limit.",
      send: postChunked(`5;${"a".repeat(4000)}\r\nhello\r\n0;${"a".repeat(94)}\r\n\r\n`),
      engine: [head, "Content hello", "EndOfMessage"],
    }),
  ),
  ...[
    [`5;${"a".repeat(4000)}\r\nhello\r\n0;${"a".repeat(95)}\r\n\r\n`, "hello"],
    [`5;${"a".repeat(5000)}`, undefined],
  ].map(([body, content]) =>
    ownChoice(
      refused({
        rule: "RFC9112-7.1.1/EXTENSIONS-SIZE",
        title: content === undefined ? "5001 octets in one chunk" : "4097 octets in two chunks",
        quote: limitExtensions,
        why: "Extensions without a limit are octets that nobody counts.",
        send: postChunked(body!),
        before: content === undefined ? [head] : [head, `Content ${content}`],
        status: 413,
      }),
    ),
  ),
  ...[
    ["100,000 octets in one chunk", `5;${"a".repeat(100_000)}\r\nhello\r\n`],
    ["100,000 octets in a thousand chunks", `1;${"a".repeat(99)}\r\nx\r\n`.repeat(1000)],
  ].map(([title, body]) =>
    answered({
      rule: "RFC9112-7.1.1/EXTENSIONS-UNBOUNDED",
      title: title!,
      level: "practice",
      quote: limitExtensions,
      why: "Extensions are octets that count for no limit of content: a request of nothing else occupies a server at will.",
      advice: limit,
      send: postChunked(`${body}0\r\n\r\n`) + get(),
      needs,
      pass: [closedAfter("4xx"), closedAfter("unread")],
      warn: [...toldApart.pass, ...toldApart.warn, closedAfter("5xx"), closedAfter()],
    }),
  ),
];
