// biome-ignore-all lint/a11y: what scrolls is a region that the keyboard reaches, and its line ends are its own
import { PAUSE_MARK } from "../octet-escapes.ts";

export interface SendOctetsProps {
  readonly pieces: readonly string[];
  /** Whether it is waited between the pieces. */
  readonly hasPauses: boolean;
  /** The index of the octet that would be refused. */
  readonly refusedAt?: number | undefined;
}

/** More is not drawn while someone types. */
const OCTETS_MAX = 4000;

/** Octets as they will go out, each drawn; a line of octets a line. */
export function SendOctets({ pieces, hasPauses, refusedAt }: SendOctetsProps) {
  const octets = pieces.join("");
  const cuts = hasPauses ? pieceEnds(pieces) : [];
  const shown = Math.min(octets.length, OCTETS_MAX);
  const places = [...new Set([...cuts, ...(refusedAt === undefined ? [] : [refusedAt, refusedAt + 1])])]
    .filter((at) => at > 0 && at < shown)
    .sort((one, other) => one - other);
  const starts = [0, ...places];
  return (
    <pre class="send-octets" tabIndex={0} role="region" aria-label="The octets that go out">
      {starts.map((start, index) => {
        const piece = octets.slice(start, starts[index + 1] ?? shown);
        const isRefused = start === refusedAt;
        const isUnread = refusedAt !== undefined && start > refusedAt;
        return (
          <span key={start} class={isRefused ? "send-octets-refused" : isUnread ? "send-octets-unread" : undefined}>
            {cuts.includes(start) && <b class="send-octets-pause">{PAUSE_MARK}</b>}
            {drawn(piece)}
          </span>
        );
      })}
      {octets.length > shown && (
        <span class="send-octets-more">{`… and ${(octets.length - shown).toLocaleString("en-US")} more octets`}</span>
      )}
    </pre>
  );
}

function pieceEnds(pieces: readonly string[]): readonly number[] {
  let at = 0;
  return pieces.slice(0, -1).map((piece) => {
    at += piece.length;
    return at;
  });
}

/** Printable ASCII as itself, other octets as marks; a line ends after LF. */
function drawn(octets: string) {
  return (octets.match(/[\x20-\x7e]+|\r\n|\n|[^\x20-\x7e\n]/g) ?? []).map((token, index) => {
    if (/^[\x20-\x7e]/.test(token)) return token;
    const key = `${index}`;
    const isEnd = token.endsWith("\n");
    return (
      <span key={key} class="send-octets-mark">
        {Array.from(token, markOf).join("")}
        {isEnd && "\n"}
      </span>
    );
  });
}

function markOf(octet: string): string {
  const code = octet.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : `\\x${code.toString(16).toUpperCase()}`;
}
