import { InvalidArgumentError } from "commander";

const PORT_MAX = 65_535;

/**
 * Parses what a person types for the server that is to be checked: "http://localhost:5000/a", "localhost:5000", ":5000",
 * "5000".
 * @throws InvalidArgumentError it is no URL of a server that can be checked
 */
export function parseTarget(text: string): URL {
  const given = text.trim();
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(given)?.[1]?.toLowerCase();
  if (scheme === "https") {
    throw new InvalidArgumentError(
      "https is not spoken yet: check the server's plain HTTP port, or the server behind the proxy that has the certificate",
    );
  }
  if (scheme !== undefined && scheme !== "http") throw new InvalidArgumentError(`${scheme}: is no URL of HTTP`);
  const address = withScheme(given);
  // Before anything else is said: no message repeats a password.
  if (/^http:\/\/[^/?#]*@/i.test(address)) {
    throw new InvalidArgumentError(
      "a name or a password in the URL is not sent: a server that asks for one cannot be checked yet",
    );
  }
  const url = parsed(address, given);
  if (given.includes("#")) {
    throw new InvalidArgumentError("what stands after # is not sent to a server: leave it out");
  }
  if (url.port === "0") throw new InvalidArgumentError("no server listens on port 0");
  return url;
}

function withScheme(given: string): string {
  if (/^http:\/\//i.test(given)) return given;
  if (/^\d+(?:[/?].*)?$/.test(given)) return `http://localhost:${given}`;
  return given.startsWith(":") ? `http://localhost${given}` : `http://${given}`;
}

function parsed(address: string, given: string): URL {
  const port = /^http:\/\/(?:\[[^\]]*\]|[^[:/?#]*):([^/?#]*)/i.exec(address)?.[1];
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) > PORT_MAX)) {
    throw new InvalidArgumentError(`'${port}' is no port: it must be a whole number from 1 to ${PORT_MAX}`);
  }
  if (given === "" || !URL.canParse(address)) {
    throw new InvalidArgumentError(`'${given}' is no URL: write http://localhost:5000/, localhost:5000 or :5000`);
  }
  return new URL(address);
}

/**
 * Parses a path with a query, as it is sent.
 * @throws InvalidArgumentError it is none
 */
export function parsePath(text: string): string {
  if (!text.startsWith("/") || text.startsWith("//")) {
    throw new InvalidArgumentError(
      `It must be a path that begins with one slash, such as /${text.replace(/^\/+/, "")}`,
    );
  }
  if (!/^[!-~]+$/.test(text) || text.includes("#")) {
    throw new InvalidArgumentError("It must be a path as it is sent: ASCII without spaces or #, all else as %XX.");
  }
  return text;
}
