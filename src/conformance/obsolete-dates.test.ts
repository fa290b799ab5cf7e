import assert from "node:assert/strict";
import { test } from "node:test";
import { asctimeDate, rfc850Date } from "./obsolete-dates.ts";

test("obsolete dates: are written as the RFC's own examples are (RFC9110§5.6.7)", () => {
  const date = new Date("1994-11-06T08:49:37Z");
  assert.equal(rfc850Date(date), "Sunday, 06-Nov-94 08:49:37 GMT");
  assert.equal(asctimeDate(date), "Sun Nov  6 08:49:37 1994");
});

test("obsolete dates: days of two digits have one blank before them, years of 2000 and later two digits", () => {
  const date = new Date("2024-06-25T17:12:18Z");
  assert.equal(rfc850Date(date), "Tuesday, 25-Jun-24 17:12:18 GMT");
  assert.equal(asctimeDate(date), "Tue Jun 25 17:12:18 2024");
});
