import assert from "node:assert/strict";
import { test } from "node:test";
import { findStreets, plain, type Street } from "../src/street.ts";

const streets: Street[] = [
  "Улица Ђорђа Васића",
  "Bulevar oslobođenja",
  "Џона Кенедија",
  "Pohjoisesplanadi",
  "Hämeentie",
].map((name) => [name, 0, 0, 0, 0, plain(name)]);

const names = (text: string): string[] => findStreets(streets, text).map(([name]) => name);

test("a street is found in either script", () => {
  assert.deepEqual(names("Đorđa Vasića"), ["Улица Ђорђа Васића"]);
  assert.deepEqual(names("djordja vasica"), ["Улица Ђорђа Васића"]);
  assert.deepEqual(names("Dorda Vas"), ["Улица Ђорђа Васића"]);
  assert.deepEqual(names("булевар ослобођења"), ["Bulevar oslobođenja"]);
  assert.deepEqual(names("Džona"), ["Џона Кенедија"]);
});

test("marks and case do not matter", () => {
  assert.deepEqual(names("HAMEEN"), ["Hämeentie"]);
  assert.equal(plain("  Hämeen-tie "), "hameen tie");
});

test("nothing is found for nothing", () => {
  assert.deepEqual(names("  "), []);
});
