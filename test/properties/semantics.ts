import assert from "node:assert/strict";
import fc from "fast-check";
import {
  chooseContentCoding,
  decodeSegment,
  encodeSegment,
  evaluatePreconditions,
  FieldSection,
  fileNameRefusal,
  ifRangeHolds,
  isPathRefusal,
  isResponseError,
  parseEntityTag,
  parseEntityTags,
  parseHttpDate,
  parseList,
  parseMediaType,
  parsePathSegments,
  parseQuery,
  parseWeightedList,
  preferredMediaType,
  safeBaseName,
  selectRanges,
  trimOws,
  writeEntityTag,
  writeHttpDate,
} from "../../src/semantics/index.ts";
import { anyOctet } from "./octets.ts";
import type { Property } from "./property.ts";

const nowMs = Date.UTC(2026, 0, 1);

const words = fc.constantFrom(
  ...'bytes|=|-|,|;|q|0|1|0.5|9999999999999999999999|W/|"|"a"|*|/|text/html|gzip|br|identity|charset|\\|%|%2e|%2F|%00|%c3%a9|..|.|+|&|a|é|\u20ac|\ud800| |\t'.split(
    "|",
  ),
  "Tue, 25 Jun 2024 17:12:18 GMT",
  "Tuesday, 25-Jun-24 17:12:18 GMT",
  "Tue Jun 25 17:12:18 2024",
);
/** A field value or a part of a target: words that mean something to its parser, and anything else. */
const text = fc
  .array(fc.oneof({ weight: 5, arbitrary: words }, { weight: 1, arbitrary: anyOctet }), { maxLength: 24 })
  .map((parts) => parts.join(""));

const validators = { entityTags: [{ isWeak: false, opaque: "a" }], lastModifiedMs: Date.UTC(2024, 5, 25, 17, 12, 18) };
const platforms = ["win32", "darwin", "posix"] as const;

/** What is parsed of RFC 9110 never throws, whatever stands there, and what is answered is within its bounds. */
export const semanticsProperties: readonly Property[] = [
  {
    title:
      "byte range: what is selected lies within the representation, apart, when the field is anything (RFC9110§14.2)",
    runs: 1000,
    property: fc.property(text, fc.boolean(), fc.nat({ max: 3000 }), (value, isBytes, sizeOctets) => {
      const selection = selectRanges(isBytes ? `bytes=${value}` : value, sizeOctets);
      if (selection.kind !== "ranges") return;
      const sorted = [...selection.ranges].sort((a, b) => a.start - b.start);
      let end = 0;
      for (const range of sorted) {
        assert.ok(range.start >= end && range.lengthOctets > 0, "ranges overlap");
        end = range.start + range.lengthOctets;
      }
      assert.ok(end <= sizeOctets && sorted.length > 0);
    }),
  },
  {
    title: "preconditions: one outcome comes when their fields are anything (RFC9110§13.2.2)",
    runs: 1000,
    property: fc.property(
      fc.array(fc.tuple(conditionName(), text), { maxLength: 4 }),
      fc.constantFrom("GET", "HEAD", "POST"),
      (lines, method) => {
        const section = FieldSection.of(lines);
        evaluatePreconditions(method, section, validators, nowMs);
        evaluatePreconditions(method, section, undefined, nowMs);
        ifRangeHolds(section, validators, nowMs);
      },
    ),
  },
  {
    title: "entity tag: what is parsed is written back as it was when it is one (RFC9110§8.8.3)",
    runs: 1000,
    property: fc.property(text, (value) => {
      const tags = parseEntityTags(value);
      if (tags !== undefined && tags !== "*") for (const tag of tags) assert.ok(value.includes(writeEntityTag(tag)));
      const tag = parseEntityTag(value);
      if (tag !== undefined) assert.equal(writeEntityTag(tag), trimOws(value));
    }),
  },
  {
    title: "date: what is parsed is a time that can be written when it is anything (RFC9110§5.6.7)",
    runs: 1000,
    property: fc.property(text, (value) => {
      const timeMs = parseHttpDate(value, nowMs);
      if (timeMs !== undefined) assert.match(writeHttpDate(timeMs), /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
    }),
  },
  {
    title: "negotiation: what is chosen was offered when the field is anything (RFC9110§12.4)",
    runs: 1000,
    property: fc.property(text, (value) => {
      const offered = ["br", "gzip"];
      const { coding } = chooseContentCoding(value, offered);
      assert.ok(coding === undefined || coding === "identity" || offered.includes(coding));
      const types = ["text/html", "text/plain"];
      const type = preferredMediaType(value, types);
      assert.ok(type === undefined || types.includes(type));
      for (const { weight } of parseWeightedList(value)) assert.ok(weight >= 0 && weight <= 1);
    }),
  },
  {
    title: "media type, list, query: something comes when the text is anything (RFC9110§8.3.1)",
    runs: 1000,
    property: fc.property(text, (value) => {
      parseMediaType(value);
      for (const element of parseList(value)) assert.equal(element, trimOws(element));
      safeBaseName(value);
      try {
        parseQuery(value);
      } catch (error) {
        assert.ok(isResponseError(error) && error.statusCode === 400);
      }
    }),
  },
  {
    title:
      "path segments: none leads up, and each is encoded back to itself, when the path is anything (RFC3986§5.2.4)",
    runs: 1500,
    property: fc.property(text, (value) => {
      // The engine takes no octets in a path that are not ASCII.
      const parsed = parsePathSegments(`/${value.replace(/[^\0-\x7f]/g, "")}`);
      if (isPathRefusal(parsed)) return;
      for (const segment of parsed.segments) {
        assert.ok(segment !== ".." && segment !== "." && segment !== "");
        assert.equal(decodeSegment(encodeSegment(segment)), segment);
      }
      for (const platform of platforms) {
        const refusal = fileNameRefusal(parsed.segments, { platform, dotfiles: false });
        if (refusal === undefined) assert.doesNotMatch(parsed.segments.join(" "), /[\0-\x1f/\\]/);
      }
    }),
  },
];

function conditionName() {
  return fc.constantFrom("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range");
}
