import type { FileKind } from "./file-kind.ts";

/**
 * One drawing for each kind of file, defined once for a page to use: `<svg><use href="#folder"/></svg>`. Their colours
 * are those of the page's style; they say nothing that the name beside them does not, and are silent when read aloud.
 */
export function fileIcons(): string {
  const symbols = Object.entries(drawings).map(
    ([kind, drawing]) => `<symbol id="${kind}" viewBox="0 0 24 24">${drawing}</symbol>`,
  );
  return `<svg class="icons" aria-hidden="true" focusable="false">${symbols.join("")}</svg>`;
}

/** A sheet of paper with its corner turned down. */
const sheet = '<path class="s" d="M5.5 2.75h8.75L18.5 7v14.25h-13z"/><path class="t" d="M14.25 2.75V7h4.25"/>';

/** A picture in a frame, for what is seen rather than read. */
const frame = '<rect class="s" x="3" y="4.25" width="18" height="15.5" rx="1.75"/>';

const drawings: Readonly<Record<FileKind | "up" | "home", string>> = {
  folder:
    '<path class="f" d="M3 18.25V6.5c0-.8.6-1.5 1.4-1.5h4.3c.5 0 .9.2 1.2.5l1.4 1.7h8.3c.8 0 1.4.7 1.4 1.5v9.55c0 .8-.6 1.5-1.4 1.5H4.4c-.8 0-1.4-.7-1.4-1.5z"/><path class="g" d="M3.2 10.25h17.6"/>',
  image: `${frame}<circle class="y" cx="8.4" cy="9.2" r="1.7"/><path class="w" d="M3.6 17.6l4.9-4.6 3.2 2.8 3.6-4 5.1 5.2v.9c0 .7-.5 1.2-1.2 1.2H4.8c-.7 0-1.2-.5-1.2-1.2z"/>`,
  video: `${frame}<path class="w" d="M10 8.7l5.6 3.3-5.6 3.3z"/>`,
  audio: `${sheet}<path class="k" d="M10.4 16.6V11l4.2-1v5.4"/><circle class="w" cx="9.2" cy="16.6" r="1.5"/><circle class="w" cx="13.4" cy="15.5" r="1.5"/>`,
  text: `${sheet}<path class="k" d="M8.5 10.5h7M8.5 13.75h7M8.5 17h4.5"/>`,
  code: `${sheet}<path class="k" d="M10.1 11.25L7.9 13.9l2.2 2.65M13.9 11.25l2.2 2.65-2.2 2.65"/>`,
  archive: `${sheet}<path class="k" d="M10.75 3v2M12.25 5v2M10.75 7v2M12.25 9v2"/><rect class="b" x="9.75" y="12.5" width="3.5" height="4.75" rx=".8"/>`,
  document: `${sheet}<path class="r" d="M8.5 10h7v3.5h-7z"/><path class="k" d="M8.5 16h7M8.5 18.25h4"/>`,
  font: `${sheet}<path class="k" d="M8.75 17.5L12 9.5l3.25 8M9.9 15h4.2"/>`,
  other: sheet,
  up: '<path class="k" d="M6 20h9.5c1.4 0 2.5-1.1 2.5-2.5V5.5M13.5 9.75L18 5.25l4.5 4.5" transform="translate(-3)"/>',
  home: '<circle class="f" cx="12" cy="12" r="9.25"/><circle class="h" cx="12" cy="12" r="6.1"/><path class="w" d="M5.9 12.4c1.5-.9 2.6-.9 4 0s2.7.9 4.1 0 2.7-.9 4.1 0a6.1 6.1 0 0 1-12.2 0z"/>',
};
