import { fileURLToPath } from "node:url";
import { files, query, ResponseError, redirect, respond, route, site, status, template } from "porthole";
import { describeKitten, drawKitten, kittenTypes } from "./drawing.ts";
import { clean, entryProblem, Guestbook, GuestbookFull } from "./guestbook.ts";
import { kittenNames } from "./names.ts";

const data = process.env["PORTHOLE_KITTENS_DATA"] ?? fileURLToPath(new URL("data", import.meta.url));
const guestbook = new Guestbook(`${data}/guestbook.jsonl`);

// What a query string may say. A value outside of it is a 400 that names the parameter.
const name = query.string();
const type = query.oneOf(kittenTypes, { default: "cute" });
const number = query.integer({ min: 1, max: 100, default: 10 });
const size = query.integer({ min: 20, max: 2000, default: 200 });

export default site({
  // A page is a template, filled in with values …
  "/": template("home.html", { types: kittenTypes, names: kittenNames }),

  // … and with the query string: /kittens?number=10&type=cute&size=200
  "/kittens": template("kittens.html", { number, type, size, types: kittenTypes, names: kittenNames }),

  // A segment of the path with a colon is a parameter. A function answers when a page needs code.
  "/kittens/:name": (context) =>
    template("kitten.html", {
      name: context.params.name,
      looks: describeKitten(context.params.name),
      type: context.query.read({ type }).type,
      types: kittenTypes,
    }),

  // The pictures: each <img> of a page is a request of its own.
  "/kitten.svg": (context) => {
    const wanted = context.query.read({ name, type, size });
    return respond(drawKitten(wanted.name, wanted.type, wanted.size), { headers: { "content-type": "image/svg+xml" } });
  },

  "/meet": (context) => {
    const wanted = clean(context.query.read({ name }).name);
    if (!/[^.]/.test(wanted)) throw new ResponseError(400, "A kitten needs a name of at least one letter.");
    return redirect(303, `/kittens/${encodeURIComponent(wanted)}`);
  },

  "/guestbook": async () => template("guestbook.html", { entries: await guestbook.entries() }),

  "POST /guestbook": route({ contentOctetsMax: 16_384 }, async (context) => {
    const form = await context.form();
    const entry = { name: clean(form.get("name") ?? ""), message: clean(form.get("message") ?? "") };

    const problem = entryProblem(entry.name, entry.message);
    if (problem !== undefined) {
      return status(400, template("guestbook.html", { entries: await guestbook.entries(), problem, ...entry }));
    }
    await guestbook.add({ ...entry, time: new Date().toISOString() }).catch((error: unknown) => {
      throw error instanceof GuestbookFull ? new ResponseError(507, "The guestbook is full.") : error;
    });
    return redirect(303, "/guestbook"); // so that reloading the page does not post it again
  }),

  // What else a server can say.
  "/cats": redirect(301, "/kittens"),
  "/teapot": status(418, template("teapot.html")),
  "/crash": () => {
    throw new Error("A kitten pulled the plug.");
  },

  // Nothing of this folder is served but what is named here.
  "/assets/*": files("assets"),
});
