import { fileMediaType } from "./file-media-type.ts";

/** What sort of thing a name stands for: which drawing it gets in a listing. */
export type FileKind = (typeof fileKinds)[number];

export const fileKinds = [
  "folder",
  "image",
  "video",
  "audio",
  "text",
  "code",
  "archive",
  "document",
  "font",
  "other",
] as const;

/** The kind of a file by its name: by its extension, and by the whole name where that is a custom (Makefile). */
export function fileKind(name: string): FileKind {
  const lowercase = name.toLowerCase();
  const extension = lowercase.slice(lowercase.lastIndexOf(".") + 1);
  const known = kindByExtension.get(extension);
  if (known !== undefined) return known;
  const mediaType = fileMediaType(name);
  const type = mediaType.slice(0, mediaType.indexOf("/"));
  return kindByType.get(type) ?? "other";
}

const kindByType: ReadonlyMap<string, FileKind> = new Map([
  ["image", "image"],
  ["video", "video"],
  ["audio", "audio"],
  ["font", "font"],
  ["text", "text"],
]);

/** Where the media type does not tell, or tells something else (.ts is also a video, .csv a text). */
const kindByExtension: ReadonlyMap<string, FileKind> = new Map([
  ...kindOf(
    "code",
    "html htm xhtml xml xsl css scss less js mjs cjs jsx ts mts cts tsx vue svelte astro json json5 jsonc map wasm " +
      "yaml yml toml ini conf env sh bash zsh fish ps1 bat cmd py rb php pl lua go rs c h cc cpp hpp m swift java kt " +
      "scala clj ex exs erl hs elm dart zig sql graphql proto tf nix makefile dockerfile justfile",
  ),
  ...kindOf("archive", "zip gz tgz tar br zst bz2 xz lz4 7z rar jar war iso img dmg deb rpm apk cab"),
  ...kindOf("document", "pdf doc docx odt rtf xls xlsx ods csv tsv ppt pptx odp key pages numbers epub mobi ps tex"),
  ...kindOf("text", "md markdown txt log rst adoc srt vtt license licence readme changelog authors notice"),
  ...kindOf("font", "woff woff2 ttf otf ttc eot"),
  ...kindOf("image", "psd xcf heic raw"),
]);

function kindOf(kind: FileKind, extensions: string): [string, FileKind][] {
  return extensions.split(" ").map((extension) => [extension, kind]);
}
