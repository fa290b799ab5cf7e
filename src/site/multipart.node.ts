import type { EventEmitter } from "node:events";
import type { Readable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import {
  type Exchange,
  type MediaType,
  type RequestContent,
  ResponseError,
  safeBaseName,
  writeMediaType,
} from "../semantics/index.ts";
import type { FormLimits, Upload } from "./form.ts";
import { ReceivedUpload, type UploadFile, UploadFolder } from "./upload-folder.node.ts";

export interface MultipartForm {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly files: readonly Upload[];
}

/**
 * Reads multipart/form-data (RFC 7578). Each piece of content is asked for when the one before has been dealt with, so
 * that memory holds one piece, whatever the form's size.
 * @throws ResponseError as `readForm`
 */
export async function readMultipart(
  content: RequestContent,
  mediaType: MediaType,
  exchange: Exchange,
  limits: FormLimits,
  uploadParent: string | undefined,
): Promise<MultipartForm> {
  const boundary = mediaType.parameters.get("boundary") ?? "";
  if (!BOUNDARY.test(boundary)) throw malformed("its boundary is missing or malformed");
  const folder = new UploadFolder(uploadParent);
  const reading = new MultipartReading(boundary, limits, folder);
  try {
    const form = await reading.read(content);
    if (folder.isMade) exchange.waitUntil(exchange.completed.then(() => folder.remove()));
    return form;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

// RFC 2046 §5.1.1: bcharsnospace, and SP but not at the end.
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** Characters of the name of a field. */
const FIELD_NAME_LENGTH_MAX = 200;
const PART_HEADER_OCTETS_MAX = 8 * 1024;
const PART_FIELDS_MAX = 20;

class MultipartReading {
  readonly #limits: FormLimits;
  readonly #folder: UploadFolder;
  readonly #parser: BusboyInstance;
  /** One for each part, in order. */
  readonly #parts: Promise<FormField | Upload | undefined>[] = [];
  #openPart: Readable | undefined;
  /** Whether the library has given us the part that began last. */
  #isPartGiven = true;
  #fieldCount = 0;
  #fileCount = 0;
  #hasFinished = false;
  #failure: unknown;
  /** Lets a pending step go on, to find that all has finished or failed. */
  #goOn: () => void = () => {};

  constructor(boundary: string, limits: FormLimits, folder: UploadFolder) {
    this.#limits = limits;
    this.#folder = folder;
    this.#parser = new Busboy({
      headers: { "content-type": writeMediaType("multipart/form-data", [["boundary", boundary]]) },
      // Fields come as streams of octets too, so that their limits and their UTF-8 are checked here.
      isPartAFile: () => true,
      preservePath: true,
      limits: { headerSize: PART_HEADER_OCTETS_MAX, headerPairs: PART_FIELDS_MAX },
    });
    this.#parser.on("file", (name, stream, fileName, _encoding, mediaType) => {
      this.#receivePart(name, stream, fileName, mediaType);
    });
    this.#partSource()?.on("part", (part) => {
      this.#requirePartGiven();
      this.#isPartGiven = false;
      part.on("header", () => this.#requirePartGiven());
    });
    this.#parser.on("error", (error) => this.#fail(malformedBy(error)));
    this.#parser.on("finish", () => {
      this.#hasFinished = true;
      this.#requirePartGiven();
      this.#goOn();
    });
  }

  async read(content: RequestContent): Promise<MultipartForm> {
    try {
      for await (const octets of content) {
        // After a failure the parser may never call back: it waits for its part to be read.
        if (this.#failure === undefined) await this.#write(octets);
        if (this.#failure !== undefined) break;
      }
      if (this.#failure === undefined) await this.#end();
    } catch (error) {
      this.#fail(error);
    }
    const parts = await Promise.all(this.#parts);
    if (this.#failure !== undefined) throw this.#failure;
    const files = parts.filter((part): part is Upload => part !== undefined && !isField(part));
    return { fields: parts.filter((part) => part !== undefined).filter(isField), files };
  }

  #write(octets: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
      // A copy: the piece is lent until the next one is asked for, and the parser may keep some of it.
      this.#parser.write(Buffer.from(octets), () => resolve());
    });
  }

  #end(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
      this.#parser.end();
      if (this.#hasFinished) resolve();
    });
  }

  /**
   * What tells of every part and its head. The library gives us no part that is no form-data or has no whole head, and
   * tells of that nowhere that it documents; where it has no such source any more, they are passed over.
   */
  #partSource(): PartSource | undefined {
    return (this.#parser as { readonly _parser?: { readonly parser?: PartSource } })._parser?.parser;
  }

  #requirePartGiven(): void {
    if (!this.#isPartGiven) this.#fail(malformed("a part has no Content-Disposition of form-data"));
  }

  /** Remembers the first failure and lets go of everything: later pieces are not asked for. */
  #fail(failure: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#openPart?.destroy();
    this.#goOn();
  }

  #receivePart(name: string | undefined, stream: Readable, fileName: string | undefined, mediaType: string): void {
    this.#isPartGiven = true;
    stream.on("error", (error) => this.#fail(malformedBy(error)));
    const refusal = this.#failure === undefined ? this.#refusalOf(name, fileName) : undefined;
    if (refusal !== undefined) this.#fail(refusal);
    if (this.#failure !== undefined || name === undefined) {
      stream.destroy();
      return;
    }
    this.#openPart = stream;
    const part =
      fileName === undefined ? this.#readField(name, stream) : this.#readFile(name, stream, fileName, mediaType);
    this.#parts.push(
      part.catch((error: unknown) => {
        this.#fail(error);
        stream.destroy();
        return undefined;
      }),
    );
  }

  #refusalOf(name: string | undefined, fileName: string | undefined): ResponseError | undefined {
    const { fieldsMax, filesMax } = this.#limits;
    if (name === undefined) return malformed("a part has no name");
    if (name.length > FIELD_NAME_LENGTH_MAX) {
      return new ResponseError(413, `The name of a field is longer than ${FIELD_NAME_LENGTH_MAX} characters.`);
    }
    // A file input in which nothing was chosen is sent as a file without a name and octets.
    if (fileName === undefined || fileName === "") this.#fieldCount++;
    else this.#fileCount++;
    if (this.#fieldCount > fieldsMax) return new ResponseError(413, `The form has more than ${fieldsMax} fields.`);
    if (this.#fileCount > filesMax) return new ResponseError(413, `The form has more than ${filesMax} files.`);
    return undefined;
  }

  async #readField(name: string, stream: Readable): Promise<FormField> {
    const pieces: Uint8Array[] = [];
    let lengthOctets = 0;
    await this.#readPart(stream, (octets) => {
      lengthOctets += octets.length;
      if (lengthOctets > this.#limits.fieldOctetsMax) {
        throw new ResponseError(413, `The field "${name}" has more than ${this.#limits.fieldOctetsMax} octets.`);
      }
      pieces.push(octets);
    });
    try {
      return [name, strictUtf8.decode(Buffer.concat(pieces, lengthOctets))];
    } catch {
      throw malformed(`the value of "${name}" is not UTF-8`);
    }
  }

  async #readFile(
    name: string,
    stream: Readable,
    fileName: string,
    mediaType: string,
  ): Promise<ReceivedUpload | undefined> {
    let file: UploadFile | undefined;
    try {
      await this.#readPart(stream, async (octets) => {
        file ??= await this.#folder.create();
        if (file.sizeOctets + octets.length > this.#limits.fileOctetsMax) {
          throw new ResponseError(413, `The file of "${name}" has more than ${this.#limits.fileOctetsMax} octets.`);
        }
        await file.write(octets);
      });
      if (file === undefined && fileName === "") return undefined;
      file ??= await this.#folder.create();
    } finally {
      await file?.close();
    }
    return new ReceivedUpload(name, safeBaseName(fileName), mediaType, file);
  }

  async #readPart(stream: Readable, take: (octets: Uint8Array) => void | Promise<void>): Promise<void> {
    for await (const octets of stream as AsyncIterable<Uint8Array>) {
      try {
        await take(octets);
      } catch (error) {
        // Before the stream is let go: what its parser then says of it is not what was wrong.
        this.#fail(error);
        throw error;
      }
    }
  }
}

type PartSource = EventEmitter<{ part: [part: EventEmitter] }>;

type FormField = readonly [name: string, value: string];

function isField(part: FormField | Upload): part is FormField {
  return Array.isArray(part);
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function malformed(what: string, cause?: unknown): ResponseError {
  return new ResponseError(400, `The form is malformed: ${what}.`, { cause });
}

function malformedBy(cause: unknown): ResponseError {
  const isCut = cause instanceof Error && /unexpected end|terminated early/i.test(cause.message);
  return malformed(isCut ? "it ends within a part" : "it is no multipart/form-data of this boundary", cause);
}
