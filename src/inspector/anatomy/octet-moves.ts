import type { MessageRecord } from "../record.ts";
import { spanIndexAt } from "./octet-rows.ts";
import type { Anatomy, PartSpan } from "./part.ts";
import { groupOfPart, type PartGroup } from "./part-groups.ts";

/** Which of an exchange's two messages. */
export type Side = "request" | "response";

/** One octet of an exchange. */
export interface OctetPlace {
  readonly side: Side;
  readonly at: number;
}

/** The two messages of an exchange, and what their octets are. */
export type NamedMessages = Readonly<Record<Side, { readonly message: MessageRecord; readonly anatomy: Anatomy }>>;

/** Where to begin in a message: where it was refused, or its first octet; `undefined` where there is none. */
export function firstPlace(messages: NamedMessages, side: Side): OctetPlace | undefined {
  const { spans, fault } = messages[side].anatomy;
  const first = spans[0];
  if (first === undefined) return undefined;
  const isFaultThere = fault !== undefined && fault.at < spans.at(-1)!.end;
  return { side, at: isFaultThere ? fault.at : first.start };
}

/**
 * Where a key leads: left and right to the next octet, up and down to the next part, page up and page down to the next
 * line, home and end to the ends of the line, with Ctrl to those of the message. Beyond an end of one message comes the other.
 * @returns `undefined` where the key leads nowhere
 */
export function movedPlace(
  messages: NamedMessages,
  { side, at }: OctetPlace,
  key: string,
  isCtrl: boolean,
): OctetPlace | undefined {
  const { message, anatomy } = messages[side];
  const { spans } = anatomy;
  const index = spanIndexAt(spans, at);
  const last = spans.at(-1);
  const span = spans[index];
  if (last === undefined || span === undefined) return undefined;
  const toward = (place: number | undefined, isForward: boolean): OctetPlace | undefined => {
    if (place !== undefined && place >= spans[0]!.start && place < last.end)
      return { side, at: drawn(spans, place, isForward) };
    return beyond(messages, side, isForward);
  };
  switch (key) {
    case "ArrowRight":
      return toward(at + 1, true);
    case "ArrowLeft":
      return toward(at - 1, false);
    case "ArrowDown":
      return toward(spans[index + 1]?.start, true);
    case "ArrowUp":
      return toward(at > span.start ? span.start : spans[index - 1]?.start, false);
    case "PageDown":
      return toward(lineEnd(message, at), true);
    case "PageUp":
      return toward(lineStart(message, lineStart(message, at) - 1), false);
    case "Home":
      return { side, at: isCtrl ? spans[0]!.start : Math.max(spans[0]!.start, lineStart(message, at)) };
    case "End":
      return { side, at: (isCtrl ? last.end : Math.min(last.end, lineEnd(message, at))) - 1 };
    default:
      return undefined;
  }
}

/** The next octets of a kind after a place, in the other message too, and from the beginning again. */
export function nextOfKind(
  messages: NamedMessages,
  kind: PartGroup | "secret",
  after: OctetPlace | undefined,
): OctetPlace | undefined {
  const places = (["request", "response"] as const).flatMap((side) => placesOf(messages, side, kind));
  const isLater = ({ side, at }: OctetPlace) =>
    after === undefined || (side === after.side ? at > after.at : after.side === "request");
  return places.find(isLater) ?? places[0];
}

function placesOf(messages: NamedMessages, side: Side, kind: PartGroup | "secret"): OctetPlace[] {
  const { message, anatomy } = messages[side];
  if (kind === "secret") return message.masked.map(([at]) => ({ side, at }));
  if (kind === "refused") return (anatomy.fault?.octets ?? []).map(([at]) => ({ side, at }));
  return anatomy.spans.filter(({ part }) => groupOfPart[part] === kind).map(({ start }) => ({ side, at: start }));
}

/** What was not kept is passed over in one step. */
function drawn(spans: readonly PartSpan[], at: number, isForward: boolean): number {
  const span = spans[spanIndexAt(spans, at)]!;
  if (span.part !== "not-kept") return at;
  return isForward ? Math.max(at, span.end - 1) : span.start;
}

function beyond(messages: NamedMessages, side: Side, isForward: boolean): OctetPlace | undefined {
  const other = isForward ? "response" : "request";
  const { spans } = messages[other].anatomy;
  if (side === other || spans.length === 0) return undefined;
  return { side: other, at: isForward ? spans[0]!.start : spans.at(-1)!.end - 1 };
}

/** Where the line begins that an octet is on; where what is before it was not kept, the first that was. */
function lineStart({ kept }: MessageRecord, at: number): number {
  const piece = kept.findLast((each) => each.at <= at);
  if (piece === undefined) return at;
  const before = piece.octets.lastIndexOf("\n", at - piece.at - 1);
  return piece.at + (at === piece.at || before === -1 ? 0 : before + 1);
}

/** Where the line ends that an octet is on. */
function lineEnd({ kept }: MessageRecord, at: number): number {
  const piece = kept.findLast((each) => each.at <= at);
  if (piece === undefined) return at + 1;
  const end = piece.octets.indexOf("\n", at - piece.at);
  return Math.max(at + 1, piece.at + (end === -1 ? piece.octets.length : end + 1));
}
