import {
  boundedRows,
  type ErrorPage,
  type Exchange,
  type Fault,
  FieldSection,
  type IncomingRequest,
  isPromise,
  isTargetedCacheField,
  type NotedRow,
  type OutgoingResponse,
  parseList,
  type Resource,
} from "../semantics/index.ts";
import { type AuthOption, type ProtectedArea, parseAuthOption } from "./auth-option.ts";
import { basicToken } from "./basic-credentials.ts";
import { CredentialCheck, type CredentialCheckParts, type Verdict } from "./credential-check.ts";
import { comparedSegments, isProtected } from "./protected-paths.ts";

/** What areas are guarded with. */
export interface AuthParts extends CredentialCheckParts {
  readonly errorPage: ErrorPage;
}

/**
 * A Resource of which some paths are answered to users alone (RFC 9110 §11, RFC 7617). What is answered to them is
 * for them: caches that others share are told so. Without areas, the Resource itself.
 * @throws ConfigError an area is wrong
 */
export function withBasicAuth(resource: Resource, option: AuthOption, parts: AuthParts): Resource {
  const guards = parseAuthOption(option).map((area) => new Guard(area, resource, parts));
  if (guards.length === 0) return resource;
  const everywhere = guards.length === 1 && guards[0]!.isEverywhere ? guards[0]! : undefined;
  // Whatever the path is, the one guard stands before it.
  if (everywhere !== undefined) return (request, exchange) => everywhere.answer(request, exchange);
  return (request, exchange) => {
    // "*" and the authority-form are no paths: they are guarded as the root is.
    const segments = comparedSegments(request.path.startsWith("/") ? request.path : "/");
    if (segments === undefined) return refusePath(request, exchange, parts.errorPage);
    const guard = guards.find(({ area }) => isProtected(area.protectedPath, segments));
    if (guard !== undefined) return guard.answer(request, exchange);
    exchange.decisions?.note("auth", "the path is open to all", areaRows(guards));
    return resource(request, exchange);
  };
}

/** The areas that a path is in none of. */
function areaRows(guards: readonly Guard[]): readonly NotedRow[] {
  return boundedRows(guards.map(({ area }) => [area.path, "the path is not in it"]));
}

/** Readers differ about such a path, so that nobody can say whether it is protected. */
function refusePath(request: IncomingRequest, exchange: Exchange, errorPage: ErrorPage) {
  exchange.decisions?.note("auth", "refused: the path has a dot segment, or is not percent-encoded UTF-8");
  const fault: Fault = {
    statusCode: 400,
    message: "The path is refused: it has a dot segment, or is not percent-encoded UTF-8.",
    reason: "refused: a path that can be read in several ways",
  };
  return errorPage(fault, request);
}

const RETRY_AFTER_SECONDS = 2;

/** Stands before one area. */
class Guard {
  readonly area: ProtectedArea;
  readonly #resource: Resource;
  readonly #errorPage: ErrorPage;
  readonly #check: CredentialCheck;
  readonly #challenge: FieldSection;
  readonly #challengeRows: readonly NotedRow[];

  constructor(area: ProtectedArea, resource: Resource, parts: AuthParts) {
    this.area = area;
    this.#resource = resource;
    this.#errorPage = parts.errorPage;
    this.#check = new CredentialCheck(area.users, parts);
    this.#challenge = FieldSection.of([
      ["WWW-Authenticate", `Basic realm="${area.realm.replace(/["\\]/g, "\\$&")}", charset="UTF-8"`],
      ["Cache-Control", "no-store"],
    ]);
    this.#challengeRows = [...this.#challenge].map(([name]) => [name, `auth of ${area.path}`]);
  }

  get isEverywhere(): boolean {
    return this.area.protectedPath.segments.length === 0;
  }

  answer(request: IncomingRequest, exchange: Exchange): OutgoingResponse | Promise<OutgoingResponse> {
    const token = basicToken(request.headerSection);
    if (token === undefined) return this.#refuse("no Basic credentials", request, exchange);
    const verdict = this.#check.check(token);
    return isPromise(verdict)
      ? verdict.then((late) => this.#answerTo(late, request, exchange))
      : this.#answerTo(verdict, request, exchange);
  }

  #answerTo(verdict: Verdict, request: IncomingRequest, exchange: Exchange) {
    // Not the name that was shown: in its place people type their password.
    if (verdict === "wrong") return this.#refuse("wrong user or password", request, exchange);
    if (verdict === "busy") return this.#refuseForNow(request, exchange);
    exchange.decisions?.note("auth", `${this.area.path} as ${verdict.user}`);
    const response = this.#resource(request, exchange);
    return isPromise(response)
      ? response.then((late) => this.#privately(late, exchange))
      : this.#privately(response, exchange);
  }

  #privately(response: OutgoingResponse, { decisions }: Exchange): OutgoingResponse {
    decisions?.note("fields", "Cache-Control", [["Cache-Control", `auth of ${this.area.path}: it is for one user`]]);
    return privateResponse(response);
  }

  #refuse(why: string, request: IncomingRequest, exchange: Exchange) {
    exchange.decisions?.note("auth", `${this.area.path}: ${why}`);
    const fault: Fault = {
      statusCode: 401,
      message: "A user name and a password are needed here, and those that were sent, if any, are not right.",
      headerSection: this.#challenge,
      reason: `auth: ${why}`,
    };
    exchange.decisions?.note("fields", "WWW-Authenticate, Cache-Control", this.#challengeRows);
    return this.#errorPage(fault, request);
  }

  #refuseForNow(request: IncomingRequest, exchange: Exchange) {
    exchange.decisions?.note("auth", `${this.area.path}: too many passwords are being verified`);
    const fault: Fault = {
      statusCode: 503,
      message: "Too many passwords are being verified at this moment.",
      headerSection: FieldSection.of({ "Retry-After": String(RETRY_AFTER_SECONDS) }),
      reason: "auth: too many passwords to verify",
    };
    return this.#errorPage(fault, request);
  }
}

function privateResponse(response: OutgoingResponse): OutgoingResponse {
  const { headerSection } = response;
  let edited = privateSections.get(headerSection);
  if (edited === undefined) {
    const directives = privateDirectives(headerSection.get("cache-control") ?? "");
    const lines = [...headerSection].filter(([name]) => !isTargetedCacheField(name.toLowerCase()));
    edited = FieldSection.of(lines).with("Cache-Control", directives);
    privateSections.set(headerSection, edited);
  }
  return { ...response, headerSection: edited };
}

/** The same section becomes the same section again, so that what is sent often is written once. */
const privateSections = new WeakMap<FieldSection, FieldSection>();

/**
 * What caches are told of a response for one user. Some directives would let a shared cache store it all the same
 * (RFC 9111 §3.5); "private" rules that out (§5.2.2.7), but for caches that have a field of their own (RFC 9213 §2).
 */
function privateDirectives(value: string): string {
  const directives = parseList(value).filter((each) => !forSharedCaches.test(each));
  return directives.includes("no-store") ? directives.join(", ") : ["private", ...directives].join(", ");
}

const forSharedCaches = /^(?:public|private|s-maxage|proxy-revalidate)(?:\s*=|$)/i;
