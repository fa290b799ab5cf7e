import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore } from "../files/testing/memory-store.ts";
import { query } from "./query-spec.ts";
import { template } from "./site-values.ts";
import { answerOf, compiledSite, exchangeFor, NotedDecisions, requestFor } from "./testing/exchanges.ts";

type Values = NonNullable<Parameters<typeof template>[1]>;

/** What a template prints for a target under "/t/:name". */
async function printed(source: string, values: Values = {}, target = "/t/tom", files: Record<string, string> = {}) {
  const compiled = await compiledSite({ "/t/:name": template("t.html", values) }, { "t.html": source, ...files });
  return (await answerOf(compiled, "GET", target)).text;
}

test("template: constants, query parameters, functions and params are printed when they are named", async () => {
  const source = "{{ title }} {{ size }} {{ double }} {{ params.name }}";
  const values: Values = {
    title: "Kittens",
    size: query.integer({ min: 1, default: 3 }),
    double: (_context, read) => Number(read.size) * 2,
  };
  assert.equal(await printed(source, values), "Kittens 3 6 tom");
  assert.equal(await printed(source, values, "/t/tim?size=20"), "Kittens 20 40 tim");
});

test("template: it is answered at once when nothing in it has to be waited for", async () => {
  const compiled = await compiledSite({ "/": template("t.html", { a: () => 1 }) }, { "t.html": "{{ a }}" });
  const response = compiled.resource(requestFor("GET", "/"), exchangeFor());
  assert.ok(!(response instanceof Promise));
  assert.equal(response.content, "1");
  assert.equal(response.reason, "template t.html");
  assert.equal(response.headerSection.get("content-type"), "text/html; charset=utf-8");
});

test("template: a day has the name that the machine's own locale gives it", async () => {
  const noon = new Date(2026, 0, 5, 12);
  const named = new Intl.DateTimeFormat(undefined, { weekday: "long" }).format(noon);
  assert.equal(await printed("{{ noon | date: '%A %-d' }}", { noon: noon.toISOString() }), `${named} 5`);
});

test("template: a query value arrives as text when it holds HTML", async () => {
  const text = await printed(
    "<p>{{ q }}</p>",
    { q: query.string() },
    "/t/x?q=%3Cscript%3Ealert('1')%3C/script%3E%22%26",
  );
  assert.equal(text, "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&#34;&amp;</p>");
});

test("template: every way to print escapes when the value holds HTML, but for raw", async () => {
  const bad = { bad: "<b>", list: ["<i>"], nested: { deep: "<u>" } };
  const source =
    '{{ bad }}{% echo bad %}{{ list[0] }}{{ nested.deep }}{{ bad | upcase }}{% assign x = bad | append: "<s>" %}{{ x }}';
  assert.doesNotMatch(await printed(source, bad), /<[a-z]/i);
  assert.doesNotMatch(
    await printed("{% for each in list %}{{ each }}{% endfor %}{{ list | join: ',' }}", bad),
    /<[a-z]/i,
  );
  assert.equal(await printed("{{ bad | raw }}", bad), "<b>");
});

test("template: a query value is never read as a template when it looks like one", async () => {
  assert.equal(
    await printed("{{ q }}", { q: query.string() }, "/t/x?q=%7B%7B+params.name+%7D%7D"),
    "{{ params.name }}",
  );
});

test("template: a 400 names the parameter when the query is wrong", async () => {
  await assert.rejects(printed("{{ n }}", { n: query.integer() }, "/t/x?n=abc"), {
    statusCode: 400,
    message: /"n" is "abc"/,
  });
});

test("template: functions that answer promises are waited for when there are several", async () => {
  const values: Values = { a: async () => "one", b: () => Promise.resolve("two"), c: () => "three" };
  assert.equal(await printed("{{ a }} {{ b }} {{ c }}", values), "one two three");
});

test("template: no rejection goes unheard when one function promises and another throws", async (t) => {
  const unheard: unknown[] = [];
  const listener = (cause: unknown) => unheard.push(cause);
  process.on("unhandledRejection", listener);
  t.after(() => process.off("unhandledRejection", listener));
  const values: Values = {
    late: () => new Promise((_, reject) => setImmediate(() => reject(new Error("late")))),
    early: () => {
      throw new Error("early");
    },
  };
  await assert.rejects(printed("{{ late }}", values), /early/);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(unheard, []);
});

test("template: what lies on a prototype is not to be had when a template names it", async () => {
  const text = await printed(
    "[{{ params.constructor }}{{ params.__proto__ }}{{ toString }}{{ list.constructor.name }}]",
    {
      list: [1],
    },
  );
  assert.equal(text, "[]");
});

test("template: layouts and includes are found below the root when they are named from it or relatively", async () => {
  const files = {
    "layouts/page.html": "<title>{{ title }}</title>{% block content %}{% endblock %}{% render '../parts/foot' %}",
    "parts/foot.html": "<footer>{% render './small.html', x: 1 %}</footer>",
    "parts/small.html": "{{ x }}",
  };
  const source =
    '{% layout "layouts/page.html" %}{% block content %}{{ params.name }}{% include "parts/small.html" %}{% endblock %}';
  const values = { title: "T & U", x: 2 };
  assert.equal(await printed(source, values, "/t/tom", files), "<title>T &amp; U</title>tom2<footer>1</footer>");
});

test("template: includes that name each other end in an error when they are rendered, not before", async () => {
  const files = { "a.html": "{% render 'b.html' %}", "b.html": "{% render 'a.html' %}" };
  await assert.rejects(printed("{% render 'a.html' %}", {}, "/t/x", files), Error);
});

const refusedSources: readonly (readonly [source: string, message: RegExp])[] = [
  ["{% render 'absent.html' %}", /template "t\.html": there is no "absent\.html" in memory/],
  ["{% render '../secret.html' %}", /template "t\.html": .*secret/],
  ["{% render '/../../etc/passwd' %}", /template "t\.html": /],
  ["{% render '.env' %}", /template "t\.html": ".env" cannot be read/],
  ["line one\n{% if %}", /template "t\.html": invalid value expression/],
  ["{{ x | nofilter }}", /nofilter/],
  ["{% nonsense %}", /nonsense/],
];

for (const [source, message] of refusedSources) {
  test(`template: a ConfigError names route and template when it is ${JSON.stringify(source)}`, async () => {
    await assert.rejects(printed(source), { name: "ConfigError", key: "/t/:name", message });
  });
}

test("template: a ConfigError has file, line and column when the template cannot be parsed", async () => {
  await assert.rejects(printed("one\ntwo {% if %}"), { file: "memory/t.html", line: 2, column: 10 });
});

test("template: a ConfigError says where was looked when the file is not there", async () => {
  await assert.rejects(compiledSite({ "/": template("nowhere.html") }), {
    message: 'route "/": template: there is no "nowhere.html" in memory',
  });
  await assert.rejects(compiledSite({ "/": template("../x.html") }), { name: "ConfigError" });
});

test("template: an include is an error when a value names it", async () => {
  const values = { which: query.string() };
  await assert.rejects(printed("{% include which %}", values, "/t/x?which=secret.html", { "secret.html": "s" }), {
    message: /^template "t\.html", line 1, .*secret\.html/,
  });
});

test("template: an error names file and line when rendering fails", async () => {
  const values: Values = {
    bad: {
      get boom() {
        throw new Error("it broke");
      },
    },
  };
  await assert.rejects(printed("one\n{{ bad.boom }}", values), (error: Error) => {
    const lines = ["  1 │ one", "› 2 │ {{ bad.boom }}", "    │    ^"];
    assert.equal(error.message, `template "t.html", line 2, column 4: it broke\n\n${lines.join("\n")}`);
    const { message, stack } = error.cause as Error;
    assert.equal(message, "it broke");
    assert.match(stack ?? "", /template\.test/);
    assert.doesNotMatch(stack ?? "", /liquidjs/);
    return true;
  });
});

test("template: an error has no stack and no cause when the library itself gave up", async () => {
  for (const source of ["{% for i in (1..1000000000) %}x{% endfor %}", "{% include which %}"]) {
    await assert.rejects(printed(source, { which: "secret.html" }), (error: Error) => {
      assert.doesNotMatch(error.stack ?? "", /\n +at /);
      return error.cause === undefined;
    });
  }
});

test("template: an error shows the lines around it when the template was broken after the start", async () => {
  const store = memoryStore({ "t.html": "fine" });
  const compiled = await compiledSite({ "/": template("t.html") }, {}, { store, development: true });
  store.write("t.html", { content: "one\ntwo {% if %}", modifiedMs: 5 });
  await assert.rejects(answerOf(compiled, "GET", "/"), (error: Error) => {
    assert.match(error.message, /^template "t\.html": .*, line 2, column 10\n\n {2}1 │ one\n› 2 │ two \{% if %\}\n/);
    assert.doesNotMatch(error.stack ?? "", /\n +at /);
    return true;
  });
});

test("template: rendering ends with an error when it makes too much", async () => {
  const source = "{% for i in (1..1000000000) %}x{% endfor %}";
  await assert.rejects(printed(source), { message: /memory|limit/i });
});

test("template: a changed file is read anew when the site is in development, and not otherwise", async () => {
  for (const development of [true, false]) {
    const store = memoryStore({ "t.html": "{% render 'part.html' %}", "part.html": "old" });
    const compiled = await compiledSite({ "/": template("t.html") }, {}, { store, development });
    assert.equal((await answerOf(compiled, "GET", "/")).text, "old");
    store.write("part.html", { content: "new", modifiedMs: 5 });
    assert.equal((await answerOf(compiled, "GET", "/")).text, development ? "new" : "old");
  }
});

test("template: a changed file is read anew when only that is asked for", async () => {
  const store = memoryStore({ "t.html": "old" });
  const compiled = await compiledSite({ "/": template("t.html") }, {}, { store, development: false, readsAnew: true });
  store.write("t.html", { content: "new", modifiedMs: 5 });
  assert.equal((await answerOf(compiled, "GET", "/")).text, "new");
});

test("template: a handler's values are printed when it answers one", async () => {
  const routes = { "/": () => template("t.html", { a: "<1>" }), "/absent": () => template("no.html") };
  const compiled = await compiledSite(routes, { "t.html": "{{ a }}" });
  assert.equal((await answerOf(compiled, "GET", "/")).text, "&lt;1&gt;");
  assert.equal((await answerOf(compiled, "GET", "/")).text, "&lt;1&gt;");
  await assert.rejects(answerOf(compiled, "GET", "/absent"), { name: "ConfigError" });
});

test("template: its query values are noted when the decisions are recorded", async () => {
  const compiled = await compiledSite(
    { "/": template("t.html", { n: query.integer({ default: 2 }) }) },
    { "t.html": "" },
  );
  const decisions = new NotedDecisions();
  await answerOf(compiled, "GET", "/", { decisions });
  assert.deepEqual(decisions.notes, [
    'route: "/" is this very path',
    "handler: run the template t.html",
    "query: n is 2, by default",
    "handler: the template made 0 characters",
  ]);
});
