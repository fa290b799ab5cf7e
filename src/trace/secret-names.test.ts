import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isSecretName, maskedText, SecretNames, secretNameList } from "./index.ts";
import { OctetsBefore } from "./secret-octets-before.ts";

const secret = [
  "password PASSWORD newPassword new_password user[password] user%5Bpassword%5D user[]password[] password2",
  "password_confirmation password-hint oldPasswordHash passwd passphrase passcode pwd userpass pass_again pw",
  "p%61ssword pass\\u0077ord pin PIN pin_confirm otp totp token csrf_token _token accessToken access_token id_token",
  "X-Csrf-Token X-Auth-Token apiKey api_key apikey X-Api-Key secret client_secret auth jwt sig X-Amz-Signature",
  "AWSAccessKeyId PHPSESSID session_id sid cvv cvv2 cvc card_number cardNumber ssn",
  "cookie Cookie set-cookie Authorization proxy-authorization",
].flatMap((line) => line.split(" "));

const plain = [
  "size type q v u key name user username login email page token_type max_tokens tokens author authority secretary",
  "spin pinned signal signed inside passenger 2 12 Accept Host Origin Range X-Cookie cookies Sec-WebSocket-Key ETag",
  "Idempotency-Key WWW-Authenticate User-Agent Accept-Encoding Accept-Language Connection Content-Type confirmation",
].flatMap((line) => line.split(" "));

describe("secret names", () => {
  test("secret names: a name is a secret's when it has such a word, in any spelling", () => {
    for (const name of secret) assert.equal(isSecretName(name), true, name);
    for (const name of plain) assert.equal(isSecretName(name), false, name);
    const { fields, parts, ends, words } = secretNameList;
    for (const word of [...fields, ...parts, ...ends, ...words]) assert.equal(isSecretName(word), true, word);
  });

  test("secret names: names that someone named are a secret's besides, in any case, in brackets, and in UTF-8", () => {
    const names = new SecretNames(["X-Motto", " nick ", "", "contraseña", "7"]);
    const named = ["x-motto", "X-MOTTO", "nick", "user[nick]", "user%5BNick%5D", "contrase%C3%B1a", "7", "password"];
    for (const name of named) assert.equal(names.has(name), true, name);
    for (const name of ["", "motto", "x-motto-2", "nickname", "8"]) assert.equal(names.has(name), false, name);
    assert.equal(isSecretName("nick"), false);
  });

  test("secret names: no name is passed over as harmless by its letters when it is a secret's", () => {
    const names = new SecretNames(["X-Motto", "nick", "contraseña", "7"]);
    const before = new OctetsBefore();
    for (const name of [...secret, "x-motto", "user[nick]", "contrase%C3%B1a", "contrase\u00c3\u00b1a", "7"]) {
      const octets = Buffer.from(`${name}=`, "latin1");
      before.begin(octets, 0);
      assert.equal(before.lookAtName(octets.length - 1, true), true);
      assert.equal(before.name(), name);
      assert.equal(names.mayHave(before.lastLetter, before.letters, before.pairs), true, name);
    }
  });

  test("secret names: verdicts stay right when there are more names than are remembered", () => {
    const names = new SecretNames();
    for (let at = 0; at < 2000; at++) assert.equal(names.has(`n${at}_token`), true);
    for (let at = 0; at < 2000; at++) assert.equal(names.has(`token_n${at}`), false);
  });
});

describe("secret text", () => {
  const texts: [text: string, masked: string][] = [
    ["/kittens?size=300&type=cute", "/kittens?size=300&type=cute"],
    ["/a?x=1&password=abc&b=2", "/a?x=1&password=***&b=2"],
    ["/a?password=", "/a?password="],
    ["http://u:p@host/x?token=1", "http://***@host/x?token=*"],
    ["http://host:80/x@y", "http://host:80/x@y"],
    ["u:p@host:443", "***@host:443"],
    ["host:443", "host:443"],
    ["password=abc", "password=***"],
    ["*", "*"],
    ["kittens: size=3", "kittens: size=3"],
    ["\u{1f431}/\u2028?pin=12\u{1f431}", "\u{1f431}/\u2028?pin=****"],
    [
      'Error: no JSON: {"password":"abc"}\n    at f (file:///a.ts:1:2)',
      'Error: no JSON: {"password":"***"}\n    at f (file:///a.ts:1:2)',
    ],
    ["Error: \nCookie: abc", "Error: \nCookie: ***"],
    ["", ""],
  ];
  for (const [text, masked] of texts) {
    test(`secret text: secrets become asterisks, one a character, when the text is ${JSON.stringify(text)}`, () => {
      assert.equal(maskedText(text), masked);
    });
  }

  test("secret text: what is named is masked besides", () => {
    assert.equal(maskedText("/a?nick=abc", new SecretNames(["nick"])), "/a?nick=***");
  });
});
