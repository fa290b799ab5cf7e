import otherTypes from "mime/types/other.js";
import standardTypes from "mime/types/standard.js";

/**
 * The media type of a file by its name's extension, as a field value, with the charset where it is text: text is UTF-8
 * here. "application/octet-stream" where the extension is unknown or missing.
 */
export function fileMediaType(name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot === -1) return UNKNOWN;
  mediaTypes ??= mediaTypesByExtension();
  return mediaTypes.get(name.slice(dot + 1).toLowerCase()) ?? UNKNOWN;
}

const UNKNOWN = "application/octet-stream";

/** Made with the first file: mime's own object of maps both ways took each start 4 ms. */
let mediaTypes: ReadonlyMap<string, string> | undefined;

function mediaTypesByExtension(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const types of [standardTypes, otherTypes] as readonly Readonly<Record<string, readonly string[]>>[]) {
    for (const essence in types) {
      const mediaType = withCharset(essence);
      for (const extension of types[essence]!) {
        // "*wav": the extension is rather known as another type's.
        if (!extension.startsWith("*")) found.set(extension, mediaType);
      }
    }
  }
  return found;
}

/** JSON and XML types say their charset in themselves (RFC 8259 §8.1, RFC 7303 §3); text types do not. */
function withCharset(essence: string): string {
  return essence.startsWith("text/") ? `${essence}; charset=utf-8` : essence;
}
