/*
 * A run's element says with data-at and data-n which octets it draws, and with data-stride how many characters of its
 * text each takes: 0 where the whole element is one unit.
 */

/** The position of the octet that is drawn at a point of the page; `undefined` where there is none. */
export function octetAtPoint(x: number, y: number): number | undefined {
  const run = document.elementFromPoint(x, y)?.closest<HTMLElement>(".octets-run");
  if (run === null || run === undefined) return undefined;
  const start = Number(run.dataset["at"]);
  const stride = Number(run.dataset["stride"]);
  if (stride === 0) return start;
  const text = run.firstChild;
  if (text === null) return start;
  const guess = Math.floor(caretOffset(x, y, text) / stride);
  const last = Number(run.dataset["n"]) - 1;
  // The caret goes to the nearer side of a character, so that the octet is this one or the one before.
  const index = Math.min(last, guess);
  return start + (index > 0 && !isWithin(rectsOf(text, index, stride), x, y) ? index - 1 : index);
}

function caretOffset(x: number, y: number, text: Node): number {
  if ("caretPositionFromPoint" in document) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret?.offsetNode === text ? caret.offset : 0;
  }
  const range = (document as Document).caretRangeFromPoint(x, y);
  return range?.startContainer === text ? range.startOffset : 0;
}

function isWithin(rects: DOMRectList, x: number, y: number): boolean {
  return [...rects].some(({ left, right, top, bottom }) => left <= x && x < right && top <= y && y < bottom);
}

/** The place of an index of a text, `stride` characters each; of the last of them without the space behind. */
function rectsOf(text: Node, index: number, stride: number): DOMRectList {
  const range = document.createRange();
  const start = Math.min(index * stride, text.textContent!.length);
  range.setStart(text, start);
  range.setEnd(text, Math.min(start + Math.max(1, stride - 1), text.textContent!.length));
  return range.getClientRects();
}

/** Where an octet is drawn within `rows`: in hex twice, in digits and as a character. */
export function octetRects(rows: HTMLElement, at: number): DOMRect[] {
  const found: DOMRect[] = [];
  for (const run of runsWith(rows, at)) {
    const stride = Number(run.dataset["stride"]);
    const text = run.firstChild;
    const rects =
      stride === 0 || text === null ? run.getClientRects() : rectsOf(text, at - Number(run.dataset["at"]), stride);
    if (rects[0] !== undefined) found.push(rects[0]);
  }
  return found;
}

function runsWith(rows: HTMLElement, at: number): HTMLElement[] {
  const line = lineWith(rows, at);
  if (line === undefined) return [];
  return [...line.querySelectorAll<HTMLElement>("[data-at]")].filter((run) => {
    const start = Number(run.dataset["at"]);
    return start <= at && at < start + Number(run.dataset["n"]);
  });
}

/** The last line that begins at or before an octet. */
function lineWith(rows: HTMLElement, at: number): HTMLElement | undefined {
  const lines = rows.querySelectorAll<HTMLElement>("[data-line]");
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(lines[middle]!.dataset["line"]) <= at) low = middle + 1;
    else high = middle;
  }
  return lines[low - 1];
}

/** Marks the runs of one span, and takes the mark from those that had it. */
export function markSpan(rows: HTMLElement, span: number | undefined, mark: string): void {
  for (const run of rows.querySelectorAll(`[${mark}]`)) run.removeAttribute(mark);
  if (span === undefined) return;
  for (const run of rows.querySelectorAll(`[data-span="${span}"]`)) run.setAttribute(mark, "");
}

/** The first and the last octet of what is selected in `rows`; `undefined` where nothing is. */
export function selectedOctets(rows: HTMLElement): { readonly start: number; readonly end: number } | undefined {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  let start: number | undefined;
  let end = 0;
  for (const run of rows.querySelectorAll<HTMLElement>("[data-at]")) {
    if (!range.intersectsNode(run)) continue;
    const [first, behind] = selectedOf(run, range);
    if (behind <= first) continue;
    start = start === undefined ? first : Math.min(start, first);
    end = Math.max(end, behind);
  }
  return start === undefined ? undefined : { start, end };
}

function selectedOf(run: HTMLElement, range: Range): [first: number, behind: number] {
  const at = Number(run.dataset["at"]);
  const count = Number(run.dataset["n"]);
  const stride = Number(run.dataset["stride"]);
  if (stride === 0) return [at, at + count];
  const text = run.firstChild;
  const first = range.startContainer === text ? Math.floor(range.startOffset / stride) : 0;
  const behind = range.endContainer === text ? Math.ceil(range.endOffset / stride) : count;
  return [at + first, at + Math.min(count, behind)];
}

/** Scrolls what scrolls `element`, and only as far as it must, so that a rectangle in it is well in view. */
export function scrollIntoSight(element: HTMLElement, rect: DOMRect): void {
  const scroller = scrollerOf(element);
  if (scroller === undefined) return;
  const view = scroller.getBoundingClientRect();
  const margin = view.height / 3;
  if (rect.top < view.top + margin) scroller.scrollTop -= view.top + margin - rect.top;
  else if (rect.bottom > view.bottom - margin) scroller.scrollTop += rect.bottom - view.bottom + margin;
}

function scrollerOf(element: HTMLElement): HTMLElement | undefined {
  for (let each: HTMLElement | null = element; each !== null; each = each.parentElement) {
    if (each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY !== "visible") return each;
  }
  return undefined;
}
