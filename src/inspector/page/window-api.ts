import type { SendingReport, SendMessage } from "../act/sending-messages.ts";
import type { WindowCases } from "../act/window-cases-list.ts";
import { PAGE_TOKEN_FIELD, PAGE_TOKEN_NAME, windowPaths } from "../paths.ts";
import type { ExchangeRecord, Session } from "../record.ts";
import { SESSION_ELEMENT_ID } from "../session/session-file.ts";

/** Whether this page is one that was exported, with a session in it and no server behind it. */
export function isExported(): boolean {
  return document.getElementById(SESSION_ELEMENT_ID) !== null;
}

/** Asks the server for one exchange with its octets. @throws WindowError it is not kept any more, or nobody answers */
export async function readExchange(connection: number, exchange: number): Promise<ExchangeRecord> {
  return (await asked(`${windowPaths.exchanges}${connection}.${exchange}`)) as ExchangeRecord;
}

/** Asks the server for all that is kept. @throws WindowError nobody answers */
export async function readSession(): Promise<Session> {
  return (await asked(windowPaths.session)) as Session;
}

/** Asks the server for what can be broken on purpose. @throws WindowError nobody answers */
export async function readCases(): Promise<WindowCases> {
  return (await asked(windowPaths.cases)) as WindowCases;
}

/** Has the server send something to itself, or tell what came of it. @throws WindowError it refuses, or nobody answers */
export async function send(message: SendMessage): Promise<SendingReport> {
  return (await act(windowPaths.send, message)) as SendingReport;
}

/**
 * Asks the server to act.
 * @param path one of `windowPaths`
 * @param content is sent as JSON
 * @returns what it answers, read as JSON; `undefined` where it answers nothing
 * @throws WindowError it refuses, or nobody answers
 */
export async function act(path: string, content?: unknown): Promise<unknown> {
  const token = document.querySelector<HTMLMetaElement>(`meta[name="${PAGE_TOKEN_NAME}"]`)?.content ?? "";
  const headers = { [PAGE_TOKEN_FIELD]: token, "Content-Type": "application/json" };
  return await asked(path, { method: "POST", headers, body: JSON.stringify(content ?? null) });
}

/** Why the server did not answer what it was asked for. */
export class WindowError extends Error {
  override readonly name = "WindowError";
}

async function asked(path: string, init?: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new WindowError("The server does not answer. Has it been stopped?");
  }
  const text = await response.text();
  if (!response.ok) throw new WindowError(text === "" ? `The server answered ${response.status}.` : text);
  return text === "" ? undefined : JSON.parse(text);
}
