import type { SendingReport } from "./sending-messages.ts";

/**
 * What has become of a sending, in a sentence or two.
 * @param octets how many are to be sent in all; absent where that is not known
 */
export function sendingSentence(report: SendingReport, octets?: number): string {
  const { ending, isOver } = report;
  if (!isOver)
    return `${answersWords(report, octets)} ${report.statusCodes.length > 0 ? "The connection is open." : ""}`.trim();
  const answers = codesWords(report.statusCodes);
  if (ending === "reset-here") {
    const before = answers === undefined ? sentWords(report, octets) : `The server answered ${answers}.`;
    return `${before} Then the connection was reset from here.`;
  }
  if (answers === undefined) {
    if (ending === "closed") return "The server closed the connection without an answer.";
    if (ending === "reset") return "The server reset the connection without an answer.";
    return report.port === undefined
      ? "Nothing was sent."
      : "Nothing came back, and the connection was closed from here.";
  }
  if (ending === "closed") return `The server answered ${answers}, and closed the connection.`;
  if (ending === "reset") return `The server answered ${answers}, and reset the connection.`;
  return `The server answered ${answers}, and kept the connection open; it was closed from here.`;
}

function answersWords(report: SendingReport, octets: number | undefined): string {
  const answers = codesWords(report.statusCodes);
  if (answers !== undefined) return `The server has answered ${answers}.`;
  const hasSent = octets === undefined ? report.sentOctets > 0 : report.sentOctets >= octets;
  return hasSent ? "All is sent, and nothing has come back yet." : sentWords(report, octets);
}

function sentWords({ sentOctets }: SendingReport, octets: number | undefined): string {
  const sent = sentOctets.toLocaleString("en-US");
  if (octets === undefined || octets <= sentOctets)
    return `${sent} ${sentOctets === 1 ? "octet is" : "octets are"} sent.`;
  return `${sent} of ${octets.toLocaleString("en-US")} octets are sent.`;
}

/** "200", "200 and 404", "100 × 200"; `undefined` where there are none. */
function codesWords(codes: readonly number[]): string | undefined {
  const runs: { readonly code: number; count: number }[] = [];
  for (const code of codes) {
    const last = runs.at(-1);
    if (last?.code === code) last.count++;
    else runs.push({ code, count: 1 });
  }
  const words = runs.map(({ code, count }) => (count === 1 ? String(code) : `${count} × ${code}`));
  if (words.length < 2) return words[0];
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
