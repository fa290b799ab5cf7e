/**
 * The octets that an engine still has of what a connection received, when something about them is to be shown. They are
 * lent: whoever keeps any copies them before it returns.
 */
export interface OctetsAtHand {
  readonly octets: Uint8Array;
  /** Octets of the connection that came before the first of these. */
  readonly octetsBefore: number;
  /** The index where the element begins that was being read: a head, a chunk's size, a trailer section. */
  readonly start: number;
  /** The index of the octet that was looked at last. */
  readonly at: number;
  /** Whether a line is known to begin with the first of them. */
  readonly isLineStart: boolean;
}
