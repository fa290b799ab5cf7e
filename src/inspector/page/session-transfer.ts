import { visibleText } from "../../trace/index.ts";
import { windowPaths } from "../paths.ts";
import type { Session } from "../record.ts";
import { harOf } from "../session/har.ts";
import {
  readSessionFile,
  SESSION_FILE_OCTETS_MAX,
  SessionFileError,
  sessionFileName,
  sessionJson,
} from "../session/session-file.ts";
import { PAGE_SCRIPT_ID, PAGE_STYLE_ID, type PageFiles, SessionPage } from "../session/session-page.ts";

/** What a session can be exported as. */
export interface ExportForm {
  readonly name: string;
  readonly extension: string;
  readonly mediaType: string;
  /** What it is good for. */
  readonly hint: string;
  readonly write: (session: Session) => string | Promise<string>;
}

export const exportForms: readonly ExportForm[] = [
  {
    name: "A page",
    extension: "html",
    mediaType: "text/html",
    hint: "This window in one file, with nothing to install: to hand in, or to attach to a bug.",
    write: async (session) => new SessionPage(await pageFiles()).html(session),
  },
  {
    name: "HTTP archive",
    extension: "har",
    mediaType: "application/json",
    hint: "For the network panels of browsers, and other tools.",
    write: (session) => `${JSON.stringify(harOf(session), undefined, 2)}\n`,
  },
  {
    name: "JSON",
    extension: "json",
    mediaType: "application/json",
    hint: "The record itself, for programs. Any window opens it again.",
    write: sessionJson,
  },
];

/** Saves a session where the browser saves files. @returns the file's name */
export async function download(form: ExportForm, session: Session): Promise<string> {
  const name = sessionFileName(session, form.extension);
  const url = URL.createObjectURL(new Blob([await form.write(session)], { type: form.mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this call, at its leisure.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}

/**
 * Reads a session from the file that was chosen, with a name for it that says when it was recorded.
 * @throws SessionFileError why it cannot be opened
 */
export async function openedSession(
  files: readonly File[],
): Promise<{ readonly session: Session; readonly name: string }> {
  const [file] = files;
  if (file === undefined || files.length > 1) throw new SessionFileError("One file at a time can be opened.");
  const shownName = visibleText(file.name);
  try {
    if (file.size > SESSION_FILE_OCTETS_MAX) throw new SessionFileError("It is larger than 64 MiB.");
    const session = readSessionFile(await textOf(file));
    const time = new Date(session.facts.beganMs + session.facts.nowUs / 1000);
    const when = time.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    return { session, name: `${shownName}, ${when}` };
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    throw new SessionFileError(`${shownName} cannot be opened. ${visibleText(error.message)}`, { cause: error });
  }
}

async function textOf(file: File): Promise<string> {
  try {
    return await file.text();
  } catch (cause) {
    throw new SessionFileError("The browser could not read it: it may be a folder, or gone.", { cause });
  }
}

/** A page that was exported has its script and style in it. They are read before it is drawn, which removes them. */
const ownScript = document.getElementById(PAGE_SCRIPT_ID)?.textContent;
const ownStyle = document.getElementById(PAGE_STYLE_ID)?.textContent;

async function pageFiles(): Promise<PageFiles> {
  if (ownScript !== undefined && ownStyle !== undefined) return { script: ownScript, style: ownStyle };
  const [script, style] = await Promise.all([textAt(windowPaths.script), textAt(windowPaths.style)]);
  return { script, style };
}

async function textAt(path: string): Promise<string> {
  const response = await fetch(path).catch(() => undefined);
  if (response === undefined) throw new Error("The server does not answer: the page cannot be had from it.");
  if (!response.ok) throw new Error(`The server answered ${response.status} when it was asked for the page.`);
  return await response.text();
}
