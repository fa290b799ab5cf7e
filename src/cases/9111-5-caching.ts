import { imfFixdate, withField } from "./9110-outcomes.ts";
import { answered, type Case, get, request } from "./case.ts";

const directives = 'cache-directive = token [ "=" ( token / quoted-string ) ]';
const maxAge = "A sender MUST NOT generate the quoted-string form.";
const expires = "The Expires field value is an HTTP-date timestamp";
const age =
  "The presence of an Age header field implies that the response was not generated or validated by the origin server for this request.";
const vary = 'Vary = #( "*" / field-name )';

const write =
  "Write Cache-Control as a list of directives, with numbers of seconds without quotes: public, max-age=60.";
const date = "Write Expires as a date like Tue, 15 Nov 1994 12:45:26 GMT, or leave it out for Cache-Control.";
const noAge = "Leave Age to caches.";
const names = "Write Vary as a list of field names.";

const directive = '[-!#$%&\'*+.^_`|~\\w]+(?:=(?:[-!#$%&\'*+.^_`|~\\w]+|"(?:[^"\\\\]|\\\\.)*"))?';
const token = "[-!#$%&'*+.^_`|~\\w]+";

interface Field {
  readonly rule: string;
  readonly name: string;
  readonly quote: string;
  readonly why: string;
  readonly advice: string;
  readonly matches: string;
  /** What is tolerable. */
  readonly warned?: string;
}

const fields: readonly Field[] = [
  {
    rule: "RFC9111-5.2/CACHE-CONTROL-SYNTAX",
    name: "Cache-Control",
    quote: directives,
    why: "A directive that caches cannot read is none, and private pages are kept.",
    advice: write,
    matches: `^${directive}(?:[ \\t]*,[ \\t]*${directive})*$`,
  },
  {
    rule: "RFC9111-5.2.2.1/MAX-AGE",
    name: "Cache-Control",
    quote: maxAge,
    why: "Many caches read numbers alone.",
    advice: write,
    matches: "^(?!.*\\b(?:max-age|s-maxage)=(?!\\d+[ \\t]*(?:,|$)))",
  },
  {
    rule: "RFC9111-5.3/EXPIRES",
    name: "Expires",
    quote: expires,
    why: "A date that cannot be read counts as one in the past.",
    advice: date,
    matches: imfFixdate,
    // Widely sent, and known to caches: "especially the value "0"".
    warned: "^(?:0|-1)$",
  },
  {
    rule: "RFC9111-5.1/AGE",
    name: "Age",
    quote: age,
    why: "Age says that a cache answered, and makes the response look older than it is.",
    advice: noAge,
    matches: "^(?!)",
    warned: "^\\d+$",
  },
  {
    rule: "RFC9110-12.5.5/VARY-SYNTAX",
    name: "Vary",
    quote: vary,
    why: "A cache that cannot read it keeps one answer for all.",
    advice: names,
    matches: `^(?:${token}(?:[ \\t]*,[ \\t]*${token})*)?$`,
  },
];

/** RFC 9111: what caches are told. */
export const cachingCases: readonly Case[] = [
  ...fields.map(({ name, matches, warned, ...field }) =>
    answered({
      ...field,
      title: `${name} of a page`,
      send: get(),
      pass: [withField({ name, is: "absent" }), withField({ name, matches })],
      warn: warned === undefined ? [] : [withField({ name, matches: warned })],
    }),
  ),
  ...fields.map(({ name, matches, warned, ...field }) =>
    answered({
      ...field,
      title: `${name} of a file`,
      send: request("GET {file}"),
      needs: ["file"],
      pass: [withField({ name, is: "absent" }), withField({ name, matches })],
      warn: warned === undefined ? [] : [withField({ name, matches: warned })],
    }),
  ),
];
