import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { type OctetPieces, octetCountOf } from "./transport.ts";

/**
 * What is used of the object below a `net.Socket`, where it is there. Node does not document it: each part is asked
 * for before it is used, and there is Node's own way without it.
 */
export interface SocketHandle {
  readonly bytesWritten?: number;
  readonly writeQueueSize?: number;
  readonly useUserBuffer?: unknown;
  /** The writes answer 0 when all has left, a negative error number, or a request that tells when it has. */
  writeLatin1String(request: null, text: string): WriteResult;
  writeBuffer(request: null, octets: Uint8Array): WriteResult;
  writev(request: null, piecesAndEncodings: readonly (string | Uint8Array)[], areAllBuffers: boolean): WriteResult;
}

type WriteResult = number | WriteRequest;

/** A write that goes on. */
export interface WriteRequest {
  oncomplete: (this: WriteRequest, status: number) => void;
  /** Set where it ended before `oncomplete` was. */
  writeStatus: number | null;
  /** What is written, kept from being collected until then. */
  buffer: unknown;
  [key: symbol]: unknown;
}

export function handleOf(socket: Socket): SocketHandle | undefined {
  return (socket as unknown as { _handle?: SocketHandle | null })._handle ?? undefined;
}

/** Whether handles take writes without a request object, as they do from Node 26 on; `undefined` until a write has told. */
let takesBareWrites: boolean | undefined;

/** Whether octets may be written through the handle itself; the first write through a socket tells. */
export function mayWriteThroughHandles(): boolean {
  return takesBareWrites === true;
}

/** Looks at how the socket of this handle writes next, unless that is known. */
export function watchFirstWrite(handle: SocketHandle): void {
  if (takesBareWrites !== undefined) return;
  for (const name of ["writeLatin1String", "writeBuffer", "writev"] as const) {
    const write = handle[name] as (request: unknown, ...rest: unknown[]) => WriteResult;
    const watched = (request: unknown, ...rest: unknown[]) => {
      takesBareWrites = request === null;
      delete (handle as Partial<SocketHandle>)[name];
      return write.call(handle, request, ...rest);
    };
    Object.defineProperty(handle, name, { value: watched, configurable: true });
  }
}

/**
 * Writes through the handle, past the stream above it, which nothing may be waiting in: that spares what a stream costs.
 * @returns 0, a negative error number, or the write that goes on
 */
export function writeThrough(handle: SocketHandle, octets: OctetPieces): WriteResult {
  if (typeof octets === "string") return handle.writeLatin1String(null, octets);
  if (octets instanceof Uint8Array) return kept(handle.writeBuffer(null, octets), octets);
  const octetCount = octetCountOf(octets);
  return octetCount <= JOINED_OCTETS_MAX ? writeJoined(handle, octets, octetCount) : writeVectored(handle, octets);
}

function kept(result: WriteResult, octets: unknown): WriteResult {
  if (typeof result !== "number") result.buffer = octets;
  return result;
}

/** Pieces that have no more octets than this together are joined: below it a copy costs less than a vectored write. */
const JOINED_OCTETS_MAX = 32 * 1024;

let joinedMemory = Buffer.allocUnsafeSlow(JOINED_OCTETS_MAX);

function writeJoined(handle: SocketHandle, pieces: readonly (string | Uint8Array)[], octetCount: number): WriteResult {
  writeInto(joinedMemory, pieces);
  const result = kept(handle.writeBuffer(null, joinedMemory.subarray(0, octetCount)), joinedMemory);
  // A write that goes on needs its memory still.
  if (typeof result !== "number") joinedMemory = Buffer.allocUnsafeSlow(JOINED_OCTETS_MAX);
  return result;
}

/** Writes the pieces one behind the other into memory that has room for them. */
export function writeInto(memory: Buffer, pieces: readonly (string | Uint8Array)[]): void {
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === "string") memory.write(piece, at, "latin1");
    else memory.set(piece, at);
    at += piece.length;
  }
}

function writeVectored(handle: SocketHandle, pieces: readonly (string | Uint8Array)[]): WriteResult {
  const piecesAndEncodings: (string | Uint8Array)[] = [];
  for (const piece of pieces) piecesAndEncodings.push(piece, typeof piece === "string" ? "latin1" : "buffer");
  return kept(handle.writev(null, piecesAndEncodings, false), piecesAndEncodings);
}
