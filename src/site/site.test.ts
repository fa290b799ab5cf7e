import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import { query } from "./query-spec.ts";
import type { RouteParams } from "./route-pattern.ts";
import { isSite, site } from "./site.ts";
import { file, files, json, redirect, respond, route, status, template, text } from "./site-values.ts";

type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

function assertType<Truth extends true>(): Truth | undefined {
  return undefined;
}

test("site: params have the names of the pattern, and no others, when a handler is written at it", () => {
  const made = site({
    "/": file("index.html"),
    "/kittens": template("kittens.html", {
      size: query.integer({ min: 20, max: 2000, default: 200 }),
      greeting: (context, values) => `${context.query.get("name")} ${values.size}`,
    }),
    "GET /kittens/:name": ({ params }) => {
      const name: string = params.name;
      // @ts-expect-error the pattern has no :nome
      const wrong: string = params.nome;
      return Response.json({ name, wrong });
    },
    "/:a/x/:b": async ({ params }) => text(`${params.a satisfies string} ${params.b satisfies string}`),
    "/assets/*": ({ params }) => text(params["*"]),
    "/raw/*": files("assets"),
    "/plain": ({ params }) => {
      // @ts-expect-error the pattern has no params
      return text(params.name);
    },
    "POST /upload/:id": route({ contentOctetsMax: 10 }, ({ params }) => {
      const id: string = params.id;
      // @ts-expect-error the pattern has no :other
      const wrong: string = params.other;
      return json({ id, wrong });
    }),
    "PUT /upload/:id": route({}, async ({ params, form }) => {
      const read = await form();
      return redirect(303, `/upload/${params.id}/${read.get("x")}`);
    }),
    "/teapot": status(418, text("short and stout")),
    "/gone": status(410),
    "/query": (context) => {
      const values = context.query.read({ n: query.integer({ default: 1 }), kind: query.oneOf(["a", "b"]) });
      assertType<Same<typeof values, { n: number; kind: "a" | "b" }>>();
      return respond(`${values.n} ${values.kind}`, { status: 201, headers: { "Content-Type": "text/plain" } });
    },
  });
  assert.ok(isSite(made));
  assert.equal(Object.keys(made.routes).length, 12);
});

test("site: a type error is raised when a handler answers what cannot be sent", () => {
  site({
    // @ts-expect-error a string is no answer
    "/": () => "hello",
    // @ts-expect-error a string is no value
    "/text": "hello",
    // @ts-expect-error files(…) can only be a route
    "/files": () => files("assets"),
  });
  assertType<Same<RouteParams<"POST /a/:b/*">, { readonly b: string; readonly "*": string }>>();
  assertType<Same<RouteParams<"/">, Record<never, never>>>();
  assertType<Same<RouteParams<string>, Readonly<Record<string, string>>>>();
});

test("site: a ConfigError says what is expected when it is given no record of routes", () => {
  assert.throws(() => site([] as never), { name: "ConfigError", message: "site: a list is no record of routes" });
  assert.equal(isSite({ kind: "site" }), false);
});

const wrongOptions: readonly (readonly [options: unknown, message: RegExp, hint: RegExp])[] = [
  [5, /^site: 5 is no object of options$/, /^$/],
  [{ cleanUrl: true }, /^site: "cleanUrl" is no option$/, /^Did you mean "cleanUrls"\?$/],
  [{ colour: "red" }, /^site: "colour" is no option$/, /^Options here: port, .*headers, auth\.$/],
  [{ list: "yes" }, /^site: list is "yes"$/, /^It is true, false, or a function/],
  [{ cache: -1 }, /^site: cache is -1$/, /^It is "no-cache", "hashed", "no-store", or a whole number of seconds\.$/],
  [{ trailingSlash: true }, /^site: trailingSlash is true$/, /"auto", "always" or "never"/],
  [{ cors: 5 }, /^site: cors is 5$/, /origins/],
  [{ headers: "X-A: 1" }, /^site: headers is "X-A: 1"$/, /an object of names and values/],
  [{ auth: [] }, /^site: auth is a list$/, /an object of paths/],
];
for (const [options, message, hint] of wrongOptions) {
  test(`site: a ConfigError names the option when ${JSON.stringify(options)} is given`, () => {
    assert.throws(
      () => site({}, options as never),
      (error) => {
        assert.ok(isConfigError(error));
        assert.match(error.message, message);
        assert.match(error.hint ?? "", hint);
        return true;
      },
    );
  });
}
