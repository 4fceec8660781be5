import assert from "node:assert/strict";
import { test } from "node:test";
import { Names, plain, type Named } from "../src/names.ts";

const named = (name: string, kind = "street"): Named => ({ name, kind, box: [0, 0, 0, 0] });

const names = new Names(
  [
    "Улица Ђорђа Васића",
    "Bulevar oslobođenja",
    "Булевар ослобођења Београда",
    "Џона Кенедија",
    "Жикице Јовановића Шпанца",
    "Pohjoisesplanadi",
    "Hämeentie",
    "Улица Ѓорче Петров",
    "Ќемал Сејфула",
    "Трг слободе",
    "Цвијићева",
  ].map((name) => named(name)),
);

const found = (text: string): string[] => names.find(text).map(({ name }) => name);

test("a name is found in either script", () => {
  assert.deepEqual(found("Đorđa Vasića"), ["Улица Ђорђа Васића"]);
  assert.deepEqual(found("djordja vasica"), ["Улица Ђорђа Васића"]);
  assert.deepEqual(found("Dorda Vas"), ["Улица Ђорђа Васића"]);
  assert.deepEqual(found("булевар ослобођења"), ["Bulevar oslobođenja", "Булевар ослобођења Београда"]);
  assert.deepEqual(found("Džona"), ["Џона Кенедија"]);
  assert.deepEqual(found("zikice jovanovica spanca"), ["Жикице Јовановића Шпанца"]);
  assert.deepEqual(found("gjorche petrov"), []);
  assert.deepEqual(found("gjorce petrov"), ["Улица Ѓорче Петров"]);
  assert.deepEqual(found("Kemal"), ["Ќемал Сејфула"]);
  assert.deepEqual(found("ЦВИЈИЋЕВА"), found("cvijiceva"));
});

test("words are found by their beginnings, in any order", () => {
  assert.deepEqual(found("bul oslob"), ["Bulevar oslobođenja", "Булевар ослобођења Београда"]);
  assert.deepEqual(found("slobode trg"), ["Трг слободе"]);
  assert.deepEqual(found("vasica ulica"), ["Улица Ђорђа Васића"]);
});

test("what begins with the text comes first, then words that do, then anything that holds it", () => {
  const some = new Names(["Nova Petra", "Kopetra", "Petra Drapšina", "Petra"].map((name) => named(name)));
  assert.deepEqual(
    some.find("petra").map(({ name }) => name),
    ["Petra", "Petra Drapšina", "Nova Petra", "Kopetra"],
  );
});

test("marks and case do not matter", () => {
  assert.deepEqual(found("HAMEEN"), ["Hämeentie"]);
  assert.equal(plain("  Hämeen-tie "), "hameen tie");
  assert.equal(plain("Łódzka / Größe"), "lodzka grosse");
});

test("nothing is found for nothing", () => {
  assert.deepEqual(found("  "), []);
  assert.deepEqual(found("–"), []);
});

test("20,000 names answer within 20 ms", (t) => {
  const parts = ["Ђорђа", "Жарка", "Милоша", "Јована", "Петра", "Шумадијска", "Чика", "Љубе", "Наде", "Вука"];
  const part = (i: number): string => parts[i % parts.length]!;
  const many = Array.from({ length: 20_000 }, (_, i) =>
    named(`${part(i)} ${part(Math.floor(i / 10))}ића ${i}`),
  );
  let start = performance.now();
  const town = new Names(many);
  const making = performance.now() - start;
  const best = (text: string): number => {
    // the best of some, as others on a busy machine are held up
    const times = Array.from({ length: 10 }, () => {
      start = performance.now();
      const answer = town.find(text);
      const time = performance.now() - start;
      assert.equal(answer.length > 0, text !== "nichts davon", text);
      return time;
    });
    return Math.min(...times);
  };
  const texts = ["d", "djordja", "zarka mil", "sumadijska 19995", "љубе", "nichts davon", "ica 1"];
  const slowest = Math.max(...texts.map(best));
  t.diagnostic(
    `20,000 names: made ready in ${making.toFixed(0)} ms, an answer takes ${slowest.toFixed(1)} ms at most`,
  );
  assert.ok(slowest < 20, `${slowest} ms`);
});
