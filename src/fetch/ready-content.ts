/*
 * The body of `new Response("text")` is in memory when a handler answers it, but the standard's only way to see that is
 * to read it: a reader and its promises, 2 µs of some 20 that an exchange by a handler takes. Node keeps its own notes
 * of a body, and they are looked at here, where they are what they are known to be (tried once on bodies of our own);
 * anywhere else nothing is ready, and the body is read as the standard has it. What is taken is marked as read.
 */

/** A string is what the body is made of, to be written as UTF-8. */
export type ReadyContent = string | Uint8Array;

interface BodyNotes {
  /** The body's content if all of it is in memory and nobody has read of it; the body then counts as used. */
  take(response: Response, body: ReadableStream<unknown>): ReadyContent | undefined;
  /** Whether the body may turn out to have ended in the next turn of the microtask queue. */
  mayEndSoon(body: ReadableStream<unknown>): boolean;
}

let bodyNotes: BodyNotes | undefined;

/** This platform's notes; looked for with the first answer, for a platform may load all of fetch when Response is named. */
export function notesOfBodies(): BodyNotes {
  bodyNotes ??= findNotes();
  return bodyNotes;
}

/** For platforms that show nothing. Exported for the tests. */
export const noNotes: BodyNotes = {
  take: () => undefined,
  mayEndSoon: () => false,
};

function findNotes(): BodyNotes {
  try {
    const trial = new Response("ready");
    const streamKey = symbolOf(trial.body!, "kState");
    const responseKey = symbolOf(trial, "state");
    if (streamKey === undefined) return noNotes;
    const notes = responseKey === undefined ? queueNotes(streamKey) : sourceNotes(responseKey, streamKey);
    return areTrue(notes, trial) ? notes : noNotes;
  } catch {
    return noNotes;
  }
}

function symbolOf(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description);
}

interface StreamNote {
  disturbed: boolean;
  readonly reader: unknown;
  readonly controller: Readonly<Record<symbol, ControllerNote>>;
}

interface ControllerNote {
  readonly closeRequested: boolean;
  readonly queue: { readonly length: number; peek?(): QueuedPiece };
}

interface QueuedPiece {
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly byteLength: number;
}

function untouched(body: ReadableStream<unknown>, streamKey: symbol): StreamNote | undefined {
  const note = (body as unknown as Record<symbol, StreamNote | undefined>)[streamKey];
  return note === undefined || note.disturbed || note.reader !== undefined ? undefined : note;
}

/** Node 24 and later: the octets are in the stream's queue at once, and its end is noted one turn later. */
function queueNotes(streamKey: symbol): BodyNotes {
  return {
    take(_response, body) {
      const note = untouched(body, streamKey);
      const controller = note?.controller[streamKey];
      if (note === undefined || controller?.closeRequested !== true || controller.queue.length !== 1) return undefined;
      const piece = controller.queue.peek?.();
      if (!(piece?.buffer instanceof ArrayBuffer)) return undefined;
      note.disturbed = true;
      return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
    },
    mayEndSoon(body) {
      const controller = untouched(body, streamKey)?.controller[streamKey];
      return controller?.closeRequested === false && controller.queue.length === 1;
    },
  };
}

/** Node 20 and 22: a Response remembers what its body was made of. */
function sourceNotes(responseKey: symbol, streamKey: symbol): BodyNotes {
  type ResponseNote = { readonly body?: { readonly source?: unknown } | null };
  return {
    take(response, body) {
      const source = (response as unknown as Record<symbol, ResponseNote | undefined>)[responseKey]?.body?.source;
      if (typeof source !== "string" && !(source instanceof Uint8Array)) return undefined;
      const note = untouched(body, streamKey);
      if (note === undefined || source.length === 0) return undefined;
      note.disturbed = true;
      return source;
    },
    mayEndSoon: () => false,
  };
}

/** Whether the notes tell of a few bodies what we know of them. */
function areTrue(notes: BodyNotes, trial: Response): boolean {
  const take = (response: Response) => notes.take(response, response.body!);
  const isReady = (content: ReadyContent | undefined) =>
    content === "ready" || (content instanceof Uint8Array && new TextDecoder().decode(content) === "ready");
  const read = new Response("ready");
  read.body!.getReader();
  if (take(read) !== undefined || take(streamed(false)) !== undefined) return false;
  if (notes.mayEndSoon(trial.body!)) return isUsed(streamed(true), (each) => isReady(take(each)));
  return isUsed(trial, (each) => isReady(take(each)));
}

/** Whether a body is used by what is done to it, and not before. */
function isUsed(response: Response, use: (response: Response) => boolean): boolean {
  return !response.bodyUsed && use(response) && response.bodyUsed;
}

function streamed(isEnded: boolean): Response {
  return new Response(
    new ReadableStream({
      type: "bytes",
      start(controller) {
        controller.enqueue(new TextEncoder().encode("ready"));
        if (isEnded) controller.close();
      },
    }),
  );
}
