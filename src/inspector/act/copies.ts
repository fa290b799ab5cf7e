import type { ExchangeRecord } from "../record.ts";
import { caseCopy } from "./copies-case.ts";
import { type CopiedText, curlCopy } from "./copies-curl.ts";
import { fetchCopy } from "./copies-fetch.ts";
import { copiedRequest } from "./copies-request.ts";
import { writeOctets } from "./octet-escapes.ts";

/** What a request can be copied as. */
export const copyKinds = ["curl", "fetch", "octets", "case"] as const;
export type CopyKind = (typeof copyKinds)[number];

/** A request in another form, with what its reader is to know. */
export interface Copy extends CopiedText {
  /** Absent where it cannot be had: `notes` say why. */
  readonly text: string;
}

/**
 * The request of an exchange as a command, as code, as octets with escapes, or as a case.
 * @param url of the server: "http://localhost:5000/"
 */
export function copyOf(kind: CopyKind, exchange: ExchangeRecord, url: string): Copy {
  const request = copiedRequest(exchange);
  if (request.octets === "") return { text: "", notes: ["None of its octets are kept."] };
  const notes = request.lack === undefined ? [] : [request.lack];
  const masked = request.masked.length > 0;
  switch (kind) {
    case "curl": {
      const copy = curlCopy(request, url);
      return { text: copy.text, notes: [...copy.notes, ...notes, ...(masked ? [maskedNote(copy.text)] : [])] };
    }
    case "fetch": {
      const copy = fetchCopy(request, url);
      if (copy === undefined) return { text: "", notes: ["fetch cannot send such a request.", ...notes] };
      return { text: copy.text, notes: [...copy.notes, ...notes, ...(masked ? [maskedNote(copy.text)] : [])] };
    }
    case "octets":
      return { text: writeOctets(request.octets, "spelled"), notes: [...notes, ...(masked ? [ASTERISKS] : [])] };
    case "case": {
      const copy = caseCopy(request, exchange, url);
      return { text: copy.text, notes: [...copy.notes, ...notes, ...(masked ? [ASTERISKS] : [])] };
    }
  }
}

const ASTERISKS = "Secrets were masked before they were kept: asterisks stand for them.";

function maskedNote(text: string): string {
  if (text.includes("SECRET-OF-"))
    return "Secrets were masked before they were kept: put yours where SECRET-OF-… stands.";
  return ASTERISKS;
}
