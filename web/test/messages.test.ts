import assert from "node:assert/strict";
import { test } from "node:test";
import { number } from "../src/messages.ts";

test("numbers are rounded, grouped by thousands, and have no zeros at their end", () => {
  const written = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
  for (const value of [0, 0.04, 0.05, 0.25, 1, 12.96, 999.94, 999.95, 1000, 12345.678, 1e6, -1234.5]) {
    assert.equal(number(value, 1), written.format(value));
  }
  assert.equal(number(10_000), "10,000");
  assert.equal(number(1234567.891, 2), "1,234,567.89");
  assert.equal(number(2.5), "3");
});
