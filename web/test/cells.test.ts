import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf, firstSentence } from "../src/cells.ts";

const TOLD = { homes: 45, shares: "0.01 0.06 0.30", near: 10, expected: 120, far: 600 };

/** Read what is said as a person does: spaces that no line breaks are spaces. */
const said = (properties: Record<string, unknown>): string => firstSentence(cellOf(properties)).replaceAll("\u00a0", " ");

test("a square holds what its feature says", () => {
  assert.deepEqual(cellOf(TOLD), { homes: 45, shares: [0.01, 0.06, 0.3], first: [10, 120, 600] });
});

test("what a feature leaves out is not known, and no 0", () => {
  const { near: _near, far: _far, ...rest } = TOLD;
  assert.deepEqual(cellOf(rest).first, [null, 120, null]);
  assert.deepEqual(cellOf({ ...TOLD, near: 0 }).first, [0, 120, 600]);
});

test("the first camera is told as near, as expected and as far as it may be", () => {
  assert.equal(
    said(TOLD),
    "About 45 homes. From half of them the first of the mapped cameras shown is at most 120 m away, " +
      "as expected: 10 m if all that may be seen is seen, 600 m if only what is certain.",
  );
});

test("where nothing is certain no distance is told for it", () => {
  const { far: _, ...rest } = TOLD;
  assert.equal(
    said(rest),
    "About 45 homes. From half of them the first of the mapped cameras shown is at most 120 m away, " +
      "as expected, or 10 m if all that may be seen is seen.",
  );
});

test("where no way leads to a camera from half of the homes it is said so", () => {
  const { expected: _expected, far: _far, ...rest } = TOLD;
  assert.match(said(rest), /^About 45 homes\. From fewer than half of them a way leads to /);
  assert.ok(!said(rest).includes("10 m"));
});
