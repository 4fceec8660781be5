import assert from "node:assert/strict";
import { test } from "node:test";
import { readPoint, readState, writeState } from "../src/address.ts";

test("a state survives the address bar", () => {
  const state = { zoom: 15.25, lat: 60.17, lon: 24.94, level: "observe", ground: "overlap", camera: "osm-node-1" };
  assert.deepEqual(readState(writeState(state)), state);
  const asked = { zoom: 17, lat: -33.5, lon: -70.65, level: "face", point: [-33.5, -70.65] as [number, number] };
  assert.deepEqual(readState(writeState(asked)), asked);
});

test("an address that makes no sense is an empty state", () => {
  for (const hash of ["", "#", "#map=a/b/c", "#map=15/95/24", "#point=60", "#camera=<b>", "#map=15"]) {
    assert.deepEqual(readState(hash), {});
  }
});

test("a point is two numbers on the globe, latitude first", () => {
  assert.deepEqual(readPoint(" 60.1699, 24.9384 "), [60.1699, 24.9384]);
  assert.deepEqual(readPoint("60.1699 24.9384"), [60.1699, 24.9384]);
  assert.equal(readPoint("124.9384, 60.1"), null);
  assert.equal(readPoint("Mannerheimintie 4"), null);
});

test("what is chosen survives, unknown and odd names too", () => {
  const choice = { operator: ["Trams <&> Co", "Град=Београд, д.о.о.", ""], year: ["2024"] };
  const hash = writeState({ level: "detect", choice, camera: "osm-node-1" });
  assert.ok(!/[<> ]/.test(hash));
  assert.deepEqual(readState(hash), { level: "detect", choice, camera: "osm-node-1" });
});
