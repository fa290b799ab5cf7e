import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHttpDate, writeHttpDate } from "./http-date.ts";

const birthdayMs = Date.UTC(1994, 10, 6, 8, 49, 37);
const nowMs = Date.UTC(2025, 5, 1);

test("http-date: is written as IMF-fixdate (RFC9110§5.6.7)", () => {
  assert.equal(writeHttpDate(birthdayMs), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.equal(writeHttpDate(birthdayMs + 999.9), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.equal(writeHttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  assert.equal(writeHttpDate(Date.UTC(9999, 11, 31, 23, 59, 59)), "Fri, 31 Dec 9999 23:59:59 GMT");
});

test("http-date: is refused when its year has no four digits (RFC9110§5.6.7)", () => {
  for (const timeMs of [Number.NaN, Number.POSITIVE_INFINITY, Date.UTC(10_000, 0, 1), -1e15]) {
    assert.throws(() => writeHttpDate(timeMs), RangeError, String(timeMs));
  }
});

test("http-date: is understood in all three forms (RFC9110§5.6.7)", () => {
  for (const text of [
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Mon Nov 06 08:49:37 1994",
  ]) {
    assert.equal(parseHttpDate(text, nowMs), birthdayMs, text);
  }
});

test("http-date: a year of two digits is the latest one within 50 years ahead (RFC9110§5.6.7)", () => {
  const yearOf = (text: string) => new Date(parseHttpDate(text, nowMs) ?? Number.NaN).getUTCFullYear();
  assert.equal(yearOf("Sunday, 01-Jan-75 00:00:00 GMT"), 2075);
  assert.equal(yearOf("Sunday, 31-May-75 00:00:00 GMT"), 2075);
  assert.equal(yearOf("Sunday, 02-Jun-75 00:00:00 GMT"), 1975);
  assert.equal(yearOf("Sunday, 01-Jan-76 00:00:00 GMT"), 1976);
  assert.equal(yearOf("Sunday, 01-Jan-00 00:00:00 GMT"), 2000);
});

test("http-date: a leap second and the 29th of February are understood (RFC9110§5.6.7)", () => {
  assert.equal(parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT", nowMs), Date.UTC(2017, 0, 1));
  assert.equal(parseHttpDate("Thu, 29 Feb 2024 00:00:00 GMT", nowMs), Date.UTC(2024, 1, 29));
  assert.equal(parseHttpDate("Mon, 01 Jan 0001 00:00:00 GMT", nowMs), -62135596800000);
});

test("http-date: is not understood when its form or a number of it is wrong (RFC9110§5.6.7)", () => {
  for (const text of [
    "",
    "yesterday",
    "0",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 94 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT",
    "sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 GMT ",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:37 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT",
    "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Thu, 29 Feb 2023 00:00:00 GMT",
    "Sun, 06-Nov-94 08:49:37 GMT",
    "Sun Nov 6 08:49:37 1994",
    "1994-11-06T08:49:37Z",
  ]) {
    assert.equal(parseHttpDate(text, nowMs), undefined, text);
  }
});

test("http-date: every second that is written is understood", () => {
  for (let timeMs = -1e12; timeMs < 4e12; timeMs += 123_456_789_000) {
    assert.equal(parseHttpDate(writeHttpDate(timeMs), nowMs), timeMs);
  }
});
