// Build the front end into src/vidik/web/static: scripts, styles, type, and the notices they need.
// Nothing is fetched; everything comes from the packages that package-lock.json pins.

import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "vidik", "web", "static");
const modules = join(here, "node_modules");

const shared = {
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  minify: true,
  outdir: out,
  target: ["es2022"],
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({
  ...shared,
  entryPoints: {
    map: "src/map.ts",
    page: "src/page.ts",
    recognition: "src/recognition.ts",
    answer: "src/answer.ts",
    // computes beside the page
    "walking-worker": "src/walking/worker.ts",
  },
  format: "esm",
  splitting: true,
  chunkNames: "part-[hash]",
});
// Run before the first paint, so that a chosen theme does not flash: a classic script.
await build({ ...shared, entryPoints: ["src/theme.ts"], format: "iife" });
// A service worker sees what lies beside and below it: the build puts it at the root of a site.
await build({ ...shared, entryPoints: ["worker/offline.ts"], format: "iife" });
await build({
  ...shared,
  entryPoints: ["src/site.css", "src/map.css"],
  external: ["*.woff2"],
});

// The map of a notebook is one document that asks no host for anything: its parts are packed into it,
// and started as classic scripts, which need no address of their own.
const widget = { ...shared, outdir: join(out, "widget"), format: "iife" };
await build({
  ...widget,
  entryPoints: {
    unpack: "src/unpack.ts",
    map: "src/widget.ts",
    worker: "maplibre-gl/dist/maplibre-gl-worker.mjs",
  },
});
await build({ ...widget, entryPoints: { style: "src/widget.css", lists: "src/lists.css" } });

// The review of unclear pairs is served by the command line and is no part of a site.
await build({
  ...shared,
  outdir: join(out, "review"),
  entryPoints: ["src/review.ts", "src/review.css"],
  external: ["*.woff2"],
  format: "esm",
});

// MapLibre starts its worker from a file of its own.
await copyFile(
  join(modules, "maplibre-gl", "dist", "maplibre-gl-worker.mjs"),
  join(out, "map-worker.js"),
);

// One family with Serbian letter forms; a browser loads only the alphabets that a page uses.
const type = join(modules, "@fontsource-variable", "source-sans-3");
for (const alphabet of ["latin", "latin-ext", "cyrillic", "cyrillic-ext"]) {
  for (const [style, ending] of [
    ["normal", ""],
    ["italic", "-italic"],
  ]) {
    await copyFile(
      join(type, "files", `source-sans-3-${alphabet}-wght-${style}.woff2`),
      join(out, `source-sans-${alphabet}${ending}.woff2`),
    );
  }
}

// Whoever gets the files gets the terms they come under; those of the type last (src/type.ts).
const notices = [];
for (const name of ["maplibre-gl", "pmtiles", "fflate", "proj4", "mgrs", "wkt-parser",
  "@fontsource-variable/source-sans-3"]) {
  const folder = join(modules, name);
  const facts = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const terms = texts.length ? texts.join("\n\n") : `Licence: ${facts.license}`;
  notices.push(`${facts.name} ${facts.version}\n${"=".repeat(40)}\n${terms.trim()}\n`);
}
await writeFile(join(out, "notices.txt"), notices.join("\n\n"));
