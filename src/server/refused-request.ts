import type { Address, ConnectionInfo, IncomingRequest } from "../semantics/index.ts";
import {
  type KeptOctets,
  keptOctets,
  keptText,
  type OctetsAtHand,
  type Refusal,
  type RefusalLedger,
  type SecretNames,
  SentOctets,
} from "../trace/index.ts";
import type { OutputFlow } from "./flow-control.ts";
import type { Refused } from "./own-rules.ts";

/** Octets that are kept of one refusal each way; of those received a half is for the head where it was understood. */
const RECEIVED_OCTETS_KEPT_MAX = 4096;
const SENT_OCTETS_KEPT_MAX = 4096;

/** Where a request was refused, and by what. */
export interface RefusalFacts {
  readonly fault: Refused;
  readonly connection: ConnectionInfo;
  readonly exchange: number;
  readonly receivedOctets: number;
  /** Octets that came before the refused one; `undefined` where it is not about an octet. */
  readonly refusedAt?: number | undefined;
  /** What the engine still has; `undefined` where that is not about this request. */
  readonly atHand?: OctetsAtHand | undefined;
  /** The refused request, where its head was understood. */
  readonly request: IncomingRequest | undefined;
}

/** A refusal as the ledger keeps it; what the client is told becomes known after it was entered. */
export class RefusedRequest implements Refusal {
  readonly timeMs = Date.now();
  readonly rule: string;
  readonly message: string | undefined;
  statusCode: number | undefined;
  readonly connection: number;
  readonly exchange: number;
  readonly remote: Address;
  readonly local: Address;
  readonly receivedOctets: number;
  readonly refusedAt: number | undefined;
  readonly requestHead: KeptOctets | undefined;
  readonly received: readonly KeptOctets[];
  sent: KeptOctets | undefined = undefined;

  readonly #names: SecretNames;

  constructor(facts: RefusalFacts, names: SecretNames) {
    const { fault, connection, exchange, receivedOctets, refusedAt, atHand, request } = facts;
    this.#names = names;
    this.rule = fault.rule;
    this.message = fault.message;
    this.statusCode = fault.statusCode;
    this.connection = connection.id;
    this.exchange = exchange;
    this.remote = connection.remote;
    this.local = connection.local;
    this.receivedOctets = receivedOctets;
    this.refusedAt = refusedAt;
    const head = request?.headerSection.receivedText ?? "";
    const room = head === "" ? RECEIVED_OCTETS_KEPT_MAX : RECEIVED_OCTETS_KEPT_MAX / 2;
    this.requestHead = head === "" ? undefined : keptText(head, room, names);
    this.received = atHand === undefined ? [] : keptOctets(atHand, room, names);
  }

  /**
   * Keeps what the connection sends from now on, as long as that is this refusal.
   * @param earlierOctets octets that are still to be sent and answer what came before
   */
  keepSent(output: OutputFlow, earlierOctets: number): void {
    const octets = new SentOctets(SENT_OCTETS_KEPT_MAX, earlierOctets, this.#names);
    output.show((pieces) => {
      if (this.statusCode === undefined) return;
      octets.add(pieces);
      this.sent = octets.kept;
    });
  }
}

/** Counts a refusal, and keeps it where there are octets to look at. */
export function enterRefusal(ledger: RefusalLedger, facts: RefusalFacts): RefusedRequest {
  const refused = new RefusedRequest(facts, ledger.names);
  ledger.count(refused.rule, refused.timeMs);
  if (refused.receivedOctets > 0) ledger.keep(refused);
  return refused;
}
