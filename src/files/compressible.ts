/** Below this many octets nothing is coded: it fits one packet as it is, and decoding costs the recipient more. */
export const CODED_OCTETS_MIN = 1024;

/**
 * Whether content of a media type gets smaller when it is coded (RFC 9110 §8.4). What is compressed already does not,
 * and of a type that is not known nothing is assumed.
 * @param mediaType with or without parameters
 */
export function isCompressible(mediaType: string): boolean {
  const semicolon = mediaType.indexOf(";");
  const essence = (semicolon === -1 ? mediaType : mediaType.slice(0, semicolon)).trim().toLowerCase();
  return (
    essence.startsWith("text/") || COMPRESSIBLE.has(essence) || STRUCTURED_TEXT.test(essence) || FONT.test(essence)
  );
}

/** Suffixes that say what something is written in, whatever it is about (RFC 6839, RFC 8742, RFC 9512). */
const STRUCTURED_TEXT = /^[a-z]+\/[^/]*\+(?:json|xml|yaml|json-seq|cbor)$/;

/** The outlines of WOFF and WOFF2 are compressed already. */
const FONT = /^font\/(?:ttf|otf|sfnt|collection)$/;

const COMPRESSIBLE: ReadonlySet<string> = new Set([
  "application/cbor",
  "application/ecmascript",
  "application/geo+json-seq",
  "application/javascript",
  "application/json",
  "application/json5",
  "application/jsonl",
  "application/jsonml",
  "application/ld+json",
  "application/manifest",
  "application/msgpack",
  "application/n-quads",
  "application/n-triples",
  "application/node",
  "application/postscript",
  "application/rtf",
  "application/schema+json",
  "application/sql",
  "application/tar",
  "application/toml",
  "application/trig",
  "application/typescript",
  "application/vnd.ms-fontobject",
  "application/vnd.ms-opentype",
  "application/wasm",
  "application/x-font-otf",
  "application/x-font-ttf",
  "application/x-httpd-php",
  "application/x-javascript",
  "application/x-json",
  "application/x-ndjson",
  "application/x-sh",
  "application/x-sql",
  "application/x-subrip",
  "application/x-tar",
  "application/x-web-app-manifest+json",
  "application/x-yaml",
  "application/xhtml+xml",
  "application/xml",
  "application/xml-dtd",
  "application/yaml",
  "image/bmp",
  "image/svg+xml",
  "image/vnd.microsoft.icon",
  "image/x-icon",
  "image/x-ms-bmp",
  "model/gltf-binary",
  "model/obj",
  "model/stl",
]);
