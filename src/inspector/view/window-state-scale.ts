import { clockText, durationText } from "./window-state-words.ts";

/** A stretch of time. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** A stretch of time and where it is drawn. */
export interface ScalePiece extends Span {
  readonly fromPx: number;
  readonly toPx: number;
  /** Nothing happens in it, and it is drawn shorter than it was. */
  readonly isFolded: boolean;
}

/** Where times are drawn: pieces that follow each other, each even in itself. */
export interface TimeScale {
  /** At least one. */
  readonly pieces: readonly ScalePiece[];
  readonly widthPx: number;
  /** Whether it has earlier times left out than those it shows. */
  readonly hasEarlier: boolean;
}

export interface Tick {
  readonly px: number;
  readonly label: string;
  /** A time of day; otherwise the time since one. */
  readonly isClock: boolean;
}

/** A pause at least so long is folded. */
const FOLDED_US_MIN = 250_000;
const FOLD_PX = 40;
const PIECE_PX_MIN = 64;
const TICK_PX_MIN = 76;
const TICK_LABEL_PX = 56;
const CLOCK_LABEL_PX = 92;

/** An even scale that ends at a time. */
export function evenScale(endUs: number, spanUs: number, widthPx: number): TimeScale {
  const piece = { fromUs: endUs - spanUs, toUs: endUs, fromPx: 0, toPx: widthPx, isFolded: false };
  return { pieces: [piece], widthPx, hasEarlier: endUs > spanUs };
}

/**
 * A scale on which something happens: pauses are folded, and what lies between them shares the width, what took
 * longer with somewhat more of it. The latest that there is room for are shown.
 * @param spans when something happened, ordered by their beginnings
 * @param endUs what begins later is not shown
 */
export function foldedScale(spans: Iterable<Span>, endUs: number, nowUs: number, widthPx: number): TimeScale {
  const { bursts, next } = burstsOf(spans, endUs);
  if (bursts.length === 0) return evenScale(Math.max(endUs, 1_000_000), 1_000_000, widthPx);
  const room = Math.max(1, Math.floor((widthPx - FOLD_PX) / (PIECE_PX_MIN + FOLD_PX)));
  const shown = bursts.slice(-room).map(padded);
  const widths = shares(shown, widthPx - shown.length * FOLD_PX);
  const pieces: ScalePiece[] = [];
  let px = 0;
  for (const [index, burst] of shown.entries()) {
    const toPx = px + widths[index]!;
    pieces.push({ ...burst, fromPx: px, toPx, isFolded: false });
    const pauseEnd = shown[index + 1]?.fromUs ?? Math.max(next ?? nowUs, burst.toUs);
    pieces.push({ fromUs: burst.toUs, toUs: pauseEnd, fromPx: toPx, toPx: toPx + FOLD_PX, isFolded: true });
    px = toPx + FOLD_PX;
  }
  return { pieces, widthPx, hasEarlier: bursts.length > shown.length };
}

function burstsOf(spans: Iterable<Span>, endUs: number): { bursts: readonly Span[]; next: number | undefined } {
  const bursts: Span[] = [];
  let current: { fromUs: number; toUs: number } | undefined;
  let next: number | undefined;
  for (const span of spans) {
    if (current !== undefined && span.fromUs - current.toUs < FOLDED_US_MIN) {
      if (span.toUs > current.toUs) current.toUs = span.toUs;
      continue;
    }
    if (span.fromUs > endUs) {
      next = span.fromUs;
      break;
    }
    current = { fromUs: span.fromUs, toUs: span.toUs };
    bursts.push(current);
  }
  return { bursts, next };
}

/** A little air around what happened, always less than a pause. */
function padded({ fromUs, toUs }: Span): Span {
  const air = Math.min(FOLDED_US_MIN / 4, Math.max(100, (toUs - fromUs) * 0.04));
  return { fromUs: fromUs - air, toUs: toUs + air };
}

function shares(bursts: readonly Span[], widthPx: number): readonly number[] {
  const weights = bursts.map(({ fromUs, toUs }) => Math.log2(1 + (toUs - fromUs) / 100));
  const sum = weights.reduce((one, other) => one + other, 0);
  const least = Math.min(PIECE_PX_MIN, widthPx / bursts.length);
  const rest = widthPx - least * bursts.length;
  return weights.map((weight) => least + (rest * weight) / sum);
}

/** Where a time is drawn; outside of the width where it is not shown. */
export function pxAt({ pieces, widthPx }: TimeScale, us: number): number {
  const first = pieces[0]!;
  if (us < first.fromUs) return -Math.min(widthPx, (first.fromUs - us) * pxPerUs(first));
  for (const piece of pieces) {
    if (us <= piece.toUs) return piece.fromPx + (us - piece.fromUs) * pxPerUs(piece);
  }
  const last = pieces.at(-1)!;
  return last.toPx + Math.min(widthPx, (us - last.toUs) * pxPerUs(last));
}

/** Where a scale like this one is to end in order to show a time. */
export function endRevealing({ pieces }: TimeScale, us: number): number {
  const [first] = pieces;
  return pieces.length > 1 || first === undefined ? us : us + (first.toUs - first.fromUs) / 2;
}

/** Which time is drawn at a place. */
export function usAt({ pieces }: TimeScale, px: number): number {
  const piece = pieces.find(({ toPx }) => px <= toPx) ?? pieces.at(-1)!;
  const share = piece.toPx === piece.fromPx ? 0 : (px - piece.fromPx) / (piece.toPx - piece.fromPx);
  return piece.fromUs + share * (piece.toUs - piece.fromUs);
}

function pxPerUs({ fromUs, toUs, fromPx, toPx }: ScalePiece): number {
  return toUs === fromUs ? 0 : (toPx - fromPx) / (toUs - fromUs);
}

/**
 * The labels below a scale.
 * @param beganMs when the recording began, in milliseconds since 1970
 */
export function axisTicks({ pieces }: TimeScale, beganMs: number): readonly Tick[] {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return clockTicks(first, beganMs);
  return pieces.flatMap((piece) => (piece.isFolded ? [] : burstTicks(piece, beganMs)));
}

/** Times of day at round distances. */
function clockTicks(piece: ScalePiece, beganMs: number): readonly Tick[] {
  if (piece.toPx - piece.fromPx < CLOCK_LABEL_PX) return [];
  const stepMs = roundStep((CLOCK_LABEL_PX / pxPerUs(piece)) * 1e-3);
  const ticks: Tick[] = [];
  const fromMs = beganMs + piece.fromUs / 1000;
  const toMs = beganMs + piece.toUs / 1000;
  for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms <= toMs; ms += stepMs) {
    const px = piece.fromPx + (ms - fromMs) * 1000 * pxPerUs(piece);
    ticks.push({ px, label: clockText(ms, stepMs < 1000 ? 1 : 0), isClock: true });
  }
  return ticks;
}

/** The time of day when it began, and how much later it is at round distances after that. */
function burstTicks(piece: ScalePiece, beganMs: number): readonly Tick[] {
  const scale = pxPerUs(piece);
  const width = piece.toPx - piece.fromPx;
  const label = clockText(beganMs + piece.fromUs / 1000, width > CLOCK_LABEL_PX ? 3 : 0);
  const ticks: Tick[] = [{ px: piece.fromPx, label, isClock: true }];
  if (width < CLOCK_LABEL_PX) return ticks;
  const stepUs = roundStep((TICK_PX_MIN / scale) * 1e-3) * 1000;
  for (let us = stepUs; ; us += stepUs) {
    const px = piece.fromPx + us * scale;
    if (px > piece.toPx - TICK_LABEL_PX) return ticks;
    if (px > piece.fromPx + CLOCK_LABEL_PX) ticks.push({ px, label: `+${durationText(us)}`, isClock: false });
  }
}

/** The next of 1, 2, 5, 10, 20 … (and 15, 30, 60 s …) that is no less, in milliseconds. */
function roundStep(leastMs: number): number {
  for (const seconds of [15, 30, 60, 120, 300, 600]) {
    if (leastMs > 10_000 && leastMs <= seconds * 1000) return seconds * 1000;
  }
  const power = 10 ** Math.floor(Math.log10(leastMs));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= leastMs) ?? 10;
  return factor * power;
}
