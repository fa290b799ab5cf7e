import { FieldSection, type IncomingRequest, type OutgoingResponse, type Resource } from "../../src/semantics/index.ts";
import { HttpServer, serverBounds } from "../../src/server/index.ts";
import { listenTcp } from "../../src/transport/index.ts";

/**
 * Answers any method and target with the content it got, and tells in X-Seen what it understood.
 * `/status/N` answers N, `/stream` content of unknown length, `/headers` the header section, `/unread` without reading.
 */
export const echo: Resource = (request) => {
  const { pathname } = new URL(`http://h${request.path.startsWith("/") ? request.path : "/"}`);
  const status = /^\/status\/(\d{3})$/.exec(pathname);
  if (status !== null) return answer(request, 0, { statusCode: Number(status[1]), content: "BODY" });
  if (pathname === "/stream") return answer(request, 0, { content: abc() });
  if (pathname === "/headers") return answer(request, 0, { content: JSON.stringify([...request.headerSection]) });
  if (pathname === "/unread" || request.content === undefined) return answer(request, 0, {});
  return request.content.octets().then((content) => answer(request, content.length, { content }));
};

async function* abc(): AsyncGenerator<string> {
  yield* ["a", "b", "c"];
}

function answer(request: IncomingRequest, octets: number, response: Partial<OutgoingResponse>): OutgoingResponse {
  return {
    statusCode: 200,
    headerSection: FieldSection.of({ "X-Seen": `${request.method} ${request.requestTarget} ${octets}` }),
    content: "",
    ...response,
  };
}

/** A server of that resource on a free port of 127.0.0.1. */
export async function listenWith(resource: Resource): Promise<{ server: HttpServer; port: number }> {
  const server = new HttpServer({
    resource,
    errorPage: ({ statusCode, message, headerSection }) => ({
      statusCode,
      headerSection: headerSection ?? FieldSection.empty,
      content: message,
    }),
    bounds: serverBounds(),
  });
  await server.listen(listenTcp, { hosts: ["127.0.0.1"], port: 0 });
  return { server, port: server.endpoints[0]!.port };
}
