import mime from "mime";

/**
 * The media type of a file by its name's extension, as a field value, with the charset where it is text: text is UTF-8
 * here. "application/octet-stream" where the extension is unknown or missing.
 */
export function fileMediaType(name: string): string {
  const dot = name.lastIndexOf(".");
  if (dot === -1) return UNKNOWN;
  const extension = name.slice(dot + 1).toLowerCase();
  let mediaType = known.get(extension);
  if (mediaType === undefined) {
    mediaType = withCharset(mime.getType(extension) ?? UNKNOWN);
    // Names come from the network: only extensions that exist are kept.
    if (mediaType !== UNKNOWN) known.set(extension, mediaType);
  }
  return mediaType;
}

const UNKNOWN = "application/octet-stream";
const known = new Map<string, string>();

/** JSON and XML types say their charset in themselves (RFC 8259 §8.1, RFC 7303 §3); text types do not. */
function withCharset(essence: string): string {
  return essence.startsWith("text/") ? `${essence}; charset=utf-8` : essence;
}
