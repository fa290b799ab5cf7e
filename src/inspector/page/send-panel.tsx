export interface SendPanelProps {
  /** The octets to begin with, each character one. */
  readonly octets: string;
  /** Selects what came of it, once it is known. */
  readonly select: (connection: number, exchange: number) => void;
  readonly close: () => void;
}

/** Raw octets to be edited and sent, and the cases to break things with. */
export function SendPanel({ close }: SendPanelProps) {
  return (
    <button type="button" onClick={close}>
      Close
    </button>
  );
}
