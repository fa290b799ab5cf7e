import { TransportError, type TransportErrorKind } from "./transport.ts";

const kinds: Readonly<Record<string, TransportErrorKind>> = {
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "timed-out",
  EADDRINUSE: "address-in-use",
  EADDRNOTAVAIL: "address-not-available",
  EAFNOSUPPORT: "address-not-available",
  ENOTFOUND: "address-not-available",
  EAI_AGAIN: "address-not-available",
  EAI_NODATA: "address-not-available",
  EACCES: "permission-denied",
  EPERM: "permission-denied",
  EMFILE: "too-many-descriptors",
  ENFILE: "too-many-descriptors",
};

const messages: Readonly<Record<string, string>> = {
  ECONNRESET: "the peer reset the connection",
  ECONNABORTED: "the connection was aborted",
  EPIPE: "the peer had closed the connection",
  ETIMEDOUT: "the peer no longer answers",
  EMFILE: "no connection could be accepted: this process has no file descriptor left",
  ENFILE: "no connection could be accepted: this machine has no file descriptor left",
};

/** The TransportError for what a socket reported; the original is its cause. */
export function tcpError(error: Error): TransportError {
  const code = codeOf(error);
  return new TransportError(kinds[code] ?? "failed", messages[code] ?? error.message, { cause: error });
}

/** The TransportError for a connection that turned out to be gone without a report of why. */
export function peerIsGone(): TransportError {
  return new TransportError("reset", messages["EPIPE"]!);
}

/** The TransportError for an address that could not be listened on. */
export function listenError(error: Error, host: string, port: number): TransportError {
  const code = codeOf(error);
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new TransportError(kinds[code] ?? "failed", listenMessage(code, where, host, port) ?? error.message, {
    cause: error,
  });
}

function listenMessage(code: string, where: string, host: string, port: number): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return `cannot listen on ${where}: the port is already in use`;
    case "EACCES":
    case "EPERM":
      return port > 0 && port < 1024
        ? `cannot listen on ${where}: ports below 1024 need a right that this process does not have`
        : `cannot listen on ${where}: the system does not permit it`;
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
      return `cannot listen on ${where}: this machine does not have that address`;
    case "ENOTFOUND":
    case "EAI_NODATA":
      return `cannot listen on ${where}: there is no host called ${host}`;
    case "EAI_AGAIN":
      return `cannot listen on ${where}: the name ${host} could not be looked up just now`;
    case "EMFILE":
    case "ENFILE":
      return `cannot listen on ${where}: no file descriptor is left`;
    default:
      return undefined;
  }
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
