import type { Session } from "../record.ts";

export interface SessionMenuProps {
  /** All that is shown now, for export. */
  readonly session: () => Promise<Session>;
  /** Shows a session that was read from a file, in place of what is live. */
  readonly show: (session: Session, name: string) => void;
}

/** Exporting what is kept, and opening what was exported. */
export function SessionMenu(_props: SessionMenuProps) {
  return <button type="button">Session</button>;
}
