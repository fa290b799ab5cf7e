import { Socket } from "node:net";
import { platform } from "node:os";
import { getSystemErrorName } from "node:util";
import {
  handleOf,
  mayWriteThroughHandles,
  type WriteRequest,
  watchFirstWrite,
  writeInto,
  writeThrough,
} from "./socket-handle.node.ts";
import { tcpError } from "./tcp-error.node.ts";
import {
  type Connection,
  type ConnectionReceiver,
  type Endpoint,
  endpoint,
  type OctetPieces,
  octetCountOf,
  type ReadMode,
  type TransportError,
  UNSENT_OCTETS_MAX,
  unreceived,
} from "./transport.ts";

/** Pieces that have no more octets than this together are joined: below it a copy costs less than a vectored write. */
const JOINED_OCTETS_MAX = 1024;

const READ_OCTETS_MAX = 64 * 1024;

/**
 * One TCP connection. Its listeners are functions shared by all connections, which find it through its socket, so
 * that a connection costs one object and no closure.
 */
export class TcpConnection implements Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly isEncrypted = false;
  receiver: ConnectionReceiver = unreceived;

  readonly #socket: Socket;
  /** Whether octets go past the socket's stream where they can. */
  readonly #isThrough: boolean;
  #writtenOctets = 0;
  /** Whether a `write` answered false since the last `drained`. */
  #isBlocked = false;
  /** Whether no write is taken any more. */
  #hasEnded = false;
  /** Whether the owner let go: nothing is told any more but `closed`. */
  #isReleased = false;
  #error: TransportError | undefined;
  /** A write through the handle that goes on. */
  #writing: WriteRequest | undefined;

  /** @param accepted a socket that has not begun to read and has no listeners; not to be used otherwise afterwards */
  constructor(accepted: Socket, readMode: ReadMode) {
    this.remote = endpoint(accepted.remoteAddress, accepted.remotePort);
    this.local = endpoint(accepted.localAddress, accepted.localPort);
    const socket = readMode === "shared-memory" ? withSharedMemory(accepted) : accepted;
    this.#socket = socket;
    this.#isThrough = readMode === "shared-memory";
    (socket as ConnectionSocket)[connectionOf] = this;
    socket.pause();
    if (readMode === "own-memory") socket.on("data", onData);
    socket.on("end", onEnd);
    socket.on("drain", onDrain);
    socket.on("error", onError);
    socket.on("close", onClose);
  }

  get unsentOctets(): number {
    const queuedOctets = this.#socket.writableLength;
    if (queuedOctets === 0 && this.#writing === undefined) return 0;
    // A queued write counts as a whole until all of it has left; the handle knows how much of it has.
    const handle = handleOf(this.#socket);
    if (handle?.bytesWritten === undefined || handle.writeQueueSize === undefined) return queuedOctets;
    return Math.max(0, this.#writtenOctets - handle.bytesWritten + handle.writeQueueSize);
  }

  write(octets: OctetPieces): boolean {
    if (this.#hasEnded) return true;
    const socket = this.#socket;
    this.#writtenOctets += octetCountOf(octets);
    if (this.#isThrough && mayWriteThroughHandles() && this.#writing === undefined && socket.writableLength === 0) {
      this.#writeThrough(octets);
      if (this.#writing === undefined || this.unsentOctets < UNSENT_OCTETS_MAX) return true;
    } else {
      if (typeof octets === "string") socket.write(octets, "latin1");
      else if (octets instanceof Uint8Array) socket.write(octets);
      else this.#writePieces(octets);
      if (socket.writableLength < UNSENT_OCTETS_MAX) return true;
    }
    this.#isBlocked = true;
    return false;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  halfClose(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#socket.end();
  }

  close(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#hasEnded = true;
    // What the peer still sends is read and dropped: left unread it would reset the connection and what was written.
    this.#socket.resume();
    this.#socket.destroySoon();
  }

  abort(): void {
    this.#isReleased = true;
    this.#hasEnded = true;
    const socket = this.#socket;
    if (socket.destroyed) return;
    // A socket that is being shut down refuses a reset, and would then never be closed.
    const isShuttingDown = socket.writableEnded && socket.writableLength === 0 && !socket.writableFinished;
    if (isShuttingDown) socket.destroy();
    else socket.resetAndDestroy();
  }

  /** Tells the receiver of octets that came in. Called by the socket's listeners, as are the four below. */
  takeOctets(octets: Uint8Array): void {
    if (!this.#isReleased) this.receiver.received(octets);
  }

  takeEnd(): void {
    if (!this.#isReleased) this.receiver.peerClosed();
  }

  takeDrain(): void {
    if (!this.#isBlocked || this.#isReleased) return;
    this.#isBlocked = false;
    this.receiver.drained();
  }

  /** A write through the handle has ended. @param status 0, or a negative error number */
  takeWritten(status: number): void {
    this.#writing = undefined;
    if (status < 0) this.#socket.destroy(writeError(status));
    // Where more waits in the stream than should, its own "drain" will tell.
    else if (this.#socket.writableLength < UNSENT_OCTETS_MAX) this.takeDrain();
  }

  takeError(error: Error): void {
    this.#error ??= tcpError(error);
  }

  takeClose(): void {
    this.#hasEnded = true;
    const error = this.#isReleased ? undefined : this.#error;
    this.#isReleased = true;
    const { receiver } = this;
    this.receiver = unreceived;
    receiver.closed(error);
  }

  /** Past the stream in the socket, in which nothing waits: a quarter of a microsecond less for each response. */
  #writeThrough(octets: OctetPieces): void {
    const handle = handleOf(this.#socket);
    if (handle === undefined) return;
    const result = writeThrough(handle, octets);
    if (result === 0) return;
    if (typeof result === "number") {
      this.#socket.destroy(writeError(result));
      return;
    }
    result.oncomplete = onWritten;
    result[connectionOf] = this;
    this.#writing = result;
    if (typeof result.writeStatus === "number") this.takeWritten(result.writeStatus);
  }

  #writePieces(pieces: readonly (string | Uint8Array)[]): void {
    const octetCount = octetCountOf(pieces);
    if (octetCount <= JOINED_OCTETS_MAX) {
      const octets = Buffer.allocUnsafe(octetCount);
      writeInto(octets, pieces);
      this.#socket.write(octets);
      return;
    }
    this.#socket.cork();
    for (const piece of pieces) {
      if (typeof piece === "string") this.#socket.write(piece, "latin1");
      else this.#socket.write(piece);
    }
    this.#socket.uncork();
  }
}

const connectionOf = Symbol("connection");

interface ConnectionSocket extends Socket {
  [connectionOf]: TcpConnection;
}

/** Whether sockets here can be made to read into shared memory. */
export function mayShareMemory(socket: Socket): boolean {
  // On Windows a read may be begun long before its octets come, so that two reads could have the memory at a time.
  return platform() !== "win32" && typeof handleOf(socket)?.useUserBuffer === "function";
}

/** A second socket for the same TCP connection, made as accepted sockets cannot be: reading into shared memory. */
function withSharedMemory(accepted: Socket): Socket {
  const handle = handleOf(accepted);
  if (handle !== undefined) watchFirstWrite(handle);
  (accepted as unknown as { _handle: null })._handle = null;
  const options = {
    handle,
    allowHalfOpen: true,
    highWaterMark: UNSENT_OCTETS_MAX,
    onread: sharedRead,
  };
  return new Socket(options);
}

/** No Buffer: the `slice` of one is no copy, and whoever keeps octets must copy them. */
const sharedMemory = new Uint8Array(READ_OCTETS_MAX);

const sharedRead = {
  buffer: sharedMemory,
  callback(this: ConnectionSocket, octetCount: number): boolean {
    this[connectionOf].takeOctets(sharedMemory.subarray(0, octetCount));
    return true;
  },
};

function onData(this: Socket, octets: Buffer): void {
  const plain = new Uint8Array(octets.buffer, octets.byteOffset, octets.length);
  (this as ConnectionSocket)[connectionOf].takeOctets(plain);
}

function onEnd(this: Socket): void {
  (this as ConnectionSocket)[connectionOf].takeEnd();
}

function onDrain(this: Socket): void {
  (this as ConnectionSocket)[connectionOf].takeDrain();
}

function onError(this: Socket, error: Error): void {
  (this as ConnectionSocket)[connectionOf].takeError(error);
}

function onWritten(this: WriteRequest, status: number): void {
  (this[connectionOf] as TcpConnection).takeWritten(status);
}

function onClose(this: Socket): void {
  (this as ConnectionSocket)[connectionOf].takeClose();
}

/** As the socket would report it. */
function writeError(status: number): Error {
  const code = getSystemErrorName(status);
  return Object.assign(new Error(`write ${code}`), { code, errno: status, syscall: "write" });
}
