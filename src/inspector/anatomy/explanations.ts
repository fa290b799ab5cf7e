import type { Part } from "./part.ts";

/** A quotation, letter for letter but for line breaks, and where it stands. */
export interface Quotation {
  readonly text: string;
  /** "RFC9112-3.1" */
  readonly section: string;
}

/** What there is to say of a part of a message. */
export interface Explanation {
  /** As the RFC calls it. */
  readonly name: string;
  /** What it is, to someone who meets it for the first time. */
  readonly plain: string;
  /** Its grammar. */
  readonly abnf?: Quotation;
  /** One telling sentence of the RFC. */
  readonly sentence?: Quotation;
}

const startLineParts = {
  "empty-line-before": {
    name: "empty line",
    plain: "An old client's leftover. One is passed over before a request line; a second is refused.",
    sentence: {
      text: "In the interest of robustness, a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF) received prior to the request-line.",
      section: "RFC9112-2.2",
    },
  },
  method: {
    name: "method",
    plain: "What the client wants done: GET asks for something, POST hands something in.",
    abnf: { text: "method = token", section: "RFC9112-3.1" },
    sentence: {
      text: "The method token indicates the request method to be performed on the target resource.",
      section: "RFC9112-3.1",
    },
  },
  sp: {
    name: "SP",
    plain: "One space, which parts two words of the first line. Exactly one: a parser that takes more can be tricked.",
    abnf: { text: "request-line = method SP request-target SP HTTP-version", section: "RFC9112-3" },
  },
  "target-scheme": {
    name: "scheme of the request target",
    plain: "How the resource is to be had. Clients that ask a proxy write the whole address like this.",
    abnf: { text: "absolute-form = absolute-URI", section: "RFC9112-3.2.2" },
    sentence: {
      text: "A server MUST accept the absolute-form in requests even though most HTTP/1.1 clients will only send the absolute-form to a proxy.",
      section: "RFC9112-3.2.2",
    },
  },
  "target-authority": {
    name: "authority of the request target",
    plain: "The host, and maybe the port, that is meant. Where it stands here, it counts more than Host.",
    abnf: { text: 'authority-form = uri-host ":" port', section: "RFC9112-3.2.3" },
    sentence: {
      text: "When an origin server receives a request with an absolute-form of request-target, the origin server MUST ignore the received Host header field (if any) and instead use the host information of the request-target.",
      section: "RFC9112-3.2.2",
    },
  },
  "target-path": {
    name: "path of the request target",
    plain: "Which resource is asked for. The server decides what lies behind it: a file, a template, a program.",
    abnf: { text: 'origin-form = absolute-path [ "?" query ]', section: "RFC9112-3.2.1" },
    sentence: {
      text: "The request-target identifies the target resource upon which to apply the request.",
      section: "RFC9112-3.2",
    },
  },
  "target-delimiter": {
    name: "delimiter of the request target",
    plain: "Parts two pieces of the target: ? begins the query, :// ends the scheme.",
    abnf: { text: 'origin-form = absolute-path [ "?" query ]', section: "RFC9112-3.2.1" },
  },
  "target-query": {
    name: "query of the request target",
    plain: "What the resource is told besides its path, mostly name=value with & between: what a form with GET sends.",
    abnf: { text: 'origin-form = absolute-path [ "?" query ]', section: "RFC9112-3.2.1" },
  },
  "target-asterisk": {
    name: "asterisk-form",
    plain: "Means the server as a whole and no resource of it. Only OPTIONS may ask so.",
    abnf: { text: 'asterisk-form = "*"', section: "RFC9112-3.2.4" },
    sentence: {
      text: "The asterisk-form of request-target is only used for a server-wide OPTIONS request",
      section: "RFC9112-3.2.4",
    },
  },
  "http-version": {
    name: "HTTP version",
    plain: "The version of the protocol that the sender speaks. Its letters are always capitals.",
    abnf: { text: 'HTTP-version = HTTP-name "/" DIGIT "." DIGIT', section: "RFC9112-2.3" },
    sentence: { text: "HTTP-version is case-sensitive.", section: "RFC9112-2.3" },
  },
  "status-code": {
    name: "status code",
    plain:
      "How it went, in three digits. The first one is the class: 2 done, 3 look elsewhere, 4 your mistake, 5 ours.",
    abnf: { text: "status-code = 3DIGIT", section: "RFC9112-4" },
    sentence: {
      text: "The first digit of the status code defines the class of response.",
      section: "RFC9110-15",
    },
  },
  "reason-phrase": {
    name: "reason phrase",
    plain: "The status code in words, for people. Programs pay no heed to it.",
    abnf: { text: "reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )", section: "RFC9112-4" },
    sentence: {
      text: "A client SHOULD ignore the reason-phrase content because it is not a reliable channel for information",
      section: "RFC9112-4",
    },
  },
} as const satisfies Partial<Record<Part, Explanation>>;

const fieldParts = {
  crlf: {
    name: "CRLF",
    plain: "Carriage return and line feed: together they end a line. One alone ends nothing here.",
    abnf: { text: "HTTP-message = start-line CRLF *( field-line CRLF ) CRLF [ message-body ]", section: "RFC9112-2.1" },
    sentence: {
      text: "A recipient of such a bare CR MUST consider that element to be invalid or replace each bare CR with SP before processing the element or forwarding the message.",
      section: "RFC9112-2.2",
    },
  },
  "field-name": {
    name: "field name",
    plain: "What the value behind the colon is about. Capitals and small letters are the same in it.",
    abnf: { text: 'field-line = field-name ":" OWS field-value OWS', section: "RFC9112-5" },
    sentence: {
      text: 'Each field line consists of a case-insensitive field name followed by a colon (":"), optional leading whitespace, the field line value, and optional trailing whitespace.',
      section: "RFC9112-5",
    },
  },
  colon: {
    name: "colon",
    plain: "Ends the field name. It follows the name at once: a space before it is refused.",
    abnf: { text: 'field-line = field-name ":" OWS field-value OWS', section: "RFC9112-5" },
    sentence: { text: "No whitespace is allowed between the field name and colon.", section: "RFC9112-5.1" },
  },
  ows: {
    name: "OWS, optional white space",
    plain: "Spaces or tabs about the value, which are no part of it. One space is usual, none or many mean the same.",
    abnf: { text: "OWS = *( SP / HTAB )", section: "RFC9110-5.6.3" },
    sentence: {
      text: "The field line value does not include that leading or trailing whitespace",
      section: "RFC9112-5.1",
    },
  },
  "field-value": {
    name: "field value",
    plain: "What the field says, without the white space about it.",
    abnf: { text: "field-value = *field-content", section: "RFC9110-5.5" },
    sentence: {
      text: "Field values containing CR, LF, or NUL characters are invalid and dangerous, due to the varying ways that implementations might parse and interpret those characters",
      section: "RFC9110-5.5",
    },
  },
  "section-end": {
    name: "the empty line",
    plain: "Ends the section of fields. What follows, if anything does, is the message body.",
    abnf: { text: "HTTP-message = start-line CRLF *( field-line CRLF ) CRLF [ message-body ]", section: "RFC9112-2.1" },
    sentence: {
      text: "an empty line indicating the end of the header section, and an optional message body",
      section: "RFC9112-2.1",
    },
  },
} as const satisfies Partial<Record<Part, Explanation>>;

const bodyParts = {
  content: {
    name: "content",
    plain: "What the message carries: a page, a picture, a filled-in form. Any octets at all may stand in it.",
    abnf: { text: "message-body = *OCTET", section: "RFC9112-6" },
    sentence: {
      text: "HTTP messages often transfer a complete or partial representation as the message content: a stream of octets sent after the header section, as delineated by the message framing.",
      section: "RFC9110-6.4",
    },
  },
  "chunk-size": {
    name: "chunk size",
    plain: "How many octets of data follow, in hexadecimal digits: 10 means sixteen.",
    abnf: { text: "chunk-size = 1*HEXDIG", section: "RFC9112-7.1" },
    sentence: {
      text: "The chunk-size field is a string of hex digits indicating the size of the chunk-data in octets.",
      section: "RFC9112-7.1",
    },
  },
  "chunk-extension": {
    name: "chunk extension",
    plain: "A remark about this chunk. No recipient must know any, so it is checked, counted and passed over.",
    abnf: {
      text: 'chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )',
      section: "RFC9112-7.1.1",
    },
    sentence: { text: "A recipient MUST ignore unrecognized chunk extensions.", section: "RFC9112-7.1.1" },
  },
  "chunk-data": {
    name: "chunk data",
    plain: "A piece of the content. All the pieces, one after the other, are the content.",
    abnf: { text: "chunk-data = 1*OCTET ; a sequence of chunk-size octets", section: "RFC9112-7.1" },
  },
  "chunk-data-end": {
    name: "CRLF after chunk data",
    plain: "Stands where the chunk size said the data would end, and so proves it right. It is no part of the content.",
    abnf: { text: "chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF", section: "RFC9112-7.1" },
  },
  "last-chunk": {
    name: "last chunk",
    plain: "A chunk of size zero: there is no more content. Trailer fields may follow, and then an empty line.",
    abnf: { text: 'last-chunk = 1*("0") [ chunk-ext ] CRLF', section: "RFC9112-7.1" },
    sentence: {
      text: "The chunked transfer coding is complete when a chunk with a chunk-size of zero is received, possibly followed by a trailer section, and finally terminated by an empty line.",
      section: "RFC9112-7.1",
    },
  },
  "trailer-name": {
    name: "trailer field name",
    plain: "The name of a field that comes after the content, because it was not known before.",
    abnf: { text: "trailer-section = *( field-line CRLF )", section: "RFC9112-7.1.2" },
    sentence: {
      text: "A trailer section allows the sender to include additional fields at the end of a chunked message in order to supply metadata that might be dynamically generated while the content is sent, such as a message integrity check, digital signature, or post-processing status.",
      section: "RFC9112-7.1.2",
    },
  },
  "trailer-value": {
    name: "trailer field value",
    plain: "What the trailer field says. It is kept apart from the header section.",
    abnf: { text: "trailer-section = *( field-line CRLF )", section: "RFC9112-7.1.2" },
  },
} as const satisfies Partial<Record<Part, Explanation>>;

const otherParts = {
  refused: {
    name: "refused octet",
    plain: "Here the parser stopped: no message may have this octet in this place.",
  },
  unread: {
    name: "unread",
    plain: "It came, and nobody looked at it: the parser had stopped before.",
  },
  "not-kept": {
    name: "not kept",
    plain:
      "These octets passed through. Only the first octets of a long message are kept here, and those around a fault.",
  },
  unplaced: {
    name: "not told apart",
    plain: "What these octets are cannot be told, because some before them were not kept.",
  },
  "other-protocol": {
    name: "another protocol",
    plain: "From here on the connection speaks something other than HTTP/1.1.",
  },
} as const satisfies Partial<Record<Part, Explanation>>;

/** What there is to say of each part. */
export const explanations: Readonly<Record<Part, Explanation>> = {
  ...startLineParts,
  ...fieldParts,
  ...bodyParts,
  ...otherParts,
};

/** "RFC 9112 §3.1" of "RFC9112-3.1", or of a rule of that section: "RFC9112-3.1/METHOD-TOKEN". */
export function sectionName(section: string): string {
  const [, rfc, number] = sectionPattern.exec(section) ?? [];
  return rfc === undefined ? section : `RFC ${rfc} §${number}`;
}

/** Where a section of an RFC, or a rule of it, is to be read; `undefined` where it is not of an RFC. */
export function sectionUrl(section: string): string | undefined {
  const [, rfc, number] = sectionPattern.exec(section) ?? [];
  return rfc === undefined ? undefined : `https://www.rfc-editor.org/rfc/rfc${rfc}.html#section-${number}`;
}

const sectionPattern = /^RFC(\d+)-([\d.]+)/;
