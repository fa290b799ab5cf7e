import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "./config/index.ts";
import { requireServeOptions } from "./serve-options.ts";

test("serve options: nothing is refused when every option is one that there is, or is not given", () => {
  requireServeOptions({});
  requireServeOptions({ cache: "hashed", list: () => true, unlisted: () => false, cors: true, root: undefined });
  requireServeOptions({ port: 0, host: "localhost", log: false, graceSeconds: 1, trace: undefined } as object);
});

const wrong: readonly (readonly [options: object, message: RegExp, hint: RegExp])[] = [
  [{ cleanUrl: true }, /^serve: "cleanUrl" is no option$/, /"cleanUrls"/],
  [{ liveReload: undefined }, /^serve: "liveReload" is no option$/, /^Options here/],
  [{ colour: 1 }, /^serve: "colour" is no option$/, /^Options here: port, host/],
  [{ cache: "forever" }, /^serve: cache is "forever"$/, /"hashed"/],
  [{ trailingSlash: true }, /^serve: trailingSlash is true$/, /"never"/],
  [{ auth: "anna" }, /^serve: auth is "anna"$/, /an object of paths/],
];
for (const [options, message, hint] of wrong) {
  test(`serve options: the option is named when ${JSON.stringify(options)} is given`, () => {
    assert.throws(
      () => requireServeOptions(options),
      (error) => isConfigError(error) && message.test(error.message) && hint.test(error.hint ?? ""),
    );
  });
}
