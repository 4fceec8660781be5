/** Keep the map on this device for where there is no connection, if the reader asks for it. */

import { answersWithin } from "./answers.ts";
import { probeAgain, tilesWithin, type Box } from "./archives.ts";
import { within, type Camera } from "./cameras.ts";
import { _, number, ngettext } from "./messages.ts";
import { readNames, shared } from "./site.ts";

/** More files are not fetched at once. */
const MOST = 1500;

const ROOT = shared("");
/** Where this browser remembers which part of which map is kept. */
const MEMORY = `vidik kept ${ROOT}`;

/** What there is to keep. */
interface Shown {
  box: () => Box;
  cameras: readonly Camera[];
  /** Calls back whenever the box is another one. */
  moved: (then: () => void) => void;
}

/** What a reader asked to keep: a part of the map, and whether the pages of its streets as well. */
type Wish = [...Box, streets: number];

/** The same, and of which build all of it is kept; “” as long as something is missing. */
type Kept = [...Wish, build: string];

/** Bring the part of the sheet to life that keeps what is shown. */
export async function bindKeeping(shown: Shown): Promise<void> {
  // Browsers have it for pages with encryption and for this machine only.
  if (!("serviceWorker" in navigator)) return;
  const part = document.querySelector<HTMLElement>("[data-keeping]")!;
  const said = part.querySelector<HTMLElement>("[data-said]")!;
  const forget = part.querySelector<HTMLElement>("[data-do=forget]")!;
  const known = await navigator.serviceWorker.getRegistration(ROOT);
  forget.hidden = !known;
  part.hidden = false;
  const streets = part.querySelector<HTMLElement>("[data-streets]")!;
  const wanted = streets.querySelector("input")!;
  const tell = async (): Promise<void> => {
    const { pages, bytes } = await streetsWithin(shown.box()).catch(() => ({ pages: [], bytes: 0 }));
    streets.hidden = !pages.length;
    streets.querySelector("span")!.textContent = ngettext(
      "and the page of %(count)s street in view, about %(size)s MB",
      "and the pages of %(count)s streets in view, about %(size)s MB",
      pages.length,
      { size: number(Math.max(bytes / 1e6, 0.1), 1) },
    );
  };
  part.addEventListener("toggle", () => void tell());
  shown.moved(() => {
    if ((part as HTMLDetailsElement).open) void tell();
  });
  const keep = async (wish: Wish): Promise<void> => {
    try {
      said.textContent = await keepAll(wish, shown.cameras, (text) => (said.textContent = text));
      forget.hidden = false;
    } catch (problem) {
      console.warn(problem);
      said.textContent = _("It could not be kept: the connection broke, or this browser does not allow it.");
    }
  };
  part.addEventListener("click", (event) => {
    const what = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset["do"];
    if (what === "keep") void keep([...shown.box(), Number(wanted.checked)]);
    if (what === "forget") {
      void forgetAll().then(() => {
        forget.hidden = true;
        said.textContent = _("Removed from this device.");
      });
    }
  });
  // The map was made anew since, or the page was left too soon: what is missing is fetched.
  const remembered = localStorage.getItem(MEMORY);
  if (!known || !remembered || !navigator.onLine) return;
  const [west, south, east, north, alsoStreets, whole] = JSON.parse(remembered) as Kept;
  if (whole !== build()) await keep([west, south, east, north, alsoStreets]);
}

function build(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=build]")!.content;
}

function worker(): string {
  return `offline.js?build=${build()}`;
}

function remember(wish: Wish, whole: string): void {
  localStorage.setItem(MEMORY, JSON.stringify([...wish, whole] satisfies Kept));
}

/** Keep a part of the map and what belongs to it; return what to say of it. */
async function keepAll(
  [west, south, east, north, alsoStreets]: Wish,
  cameras: readonly Camera[],
  say: (text: string) => void,
): Promise<string> {
  const box: Box = [west, south, east, north];
  const near = within(box, cameras);
  const tiles = tilesWithin(box);
  const answers = await answersWithin(box);
  const { pages } = alsoStreets ? await streetsWithin(box) : { pages: [] };
  const files = [
    ...own(),
    ...near.map(({ slug }) => new URL(`camera/${slug}/`, document.baseURI).href),
    ...answers,
    ...pages,
  ];
  const all = files.length + tiles.length;
  if (all - pages.length > MOST) {
    return _("This part of the map is too large to be kept. Come closer first.");
  }
  if (all > MOST) return _("With the pages of its streets this is too large to be kept. Leave them out, or come closer.");
  await ready();
  remember([...box, alsoStreets], "");
  let [done, bytes] = [0, 0];
  await probeAgain();
  await each([...files.map((file) => () => size(file)), ...tiles], async (one) => {
    const more = await one(); // others add to the sum meanwhile
    bytes += more;
    done += 1;
    say(_("Being kept: %(done)s of %(all)s files.", { done: number(done), all: number(all) }));
  });
  remember([...box, alsoStreets], build());
  return ngettext(
    "Kept on this device: %(count)s file, %(size)s MB. This part of the map now works without a connection.",
    "Kept on this device: %(count)s files, %(size)s MB. This part of the map now works without a connection.",
    done,
    { size: number(bytes / 1e6, 1) },
  );
}

/** Return the pages of the streets that reach into a box, and about how many bytes they have. */
async function streetsWithin([west, south, east, north]: Box): Promise<{ pages: string[]; bytes: number }> {
  const { names, pageBytes } = await readNames();
  const pages = names
    .filter(({ slug, box: [w, s, e, n] }) => slug && w <= east && e >= west && s <= north && n >= south)
    .map(({ slug }) => new URL(`street/${slug}/`, document.baseURI).href);
  return { pages, bytes: pages.length * pageBytes };
}

/** Return the pages of this language and what this page is made of. */
function own(): string[] {
  const here = new URL(location.pathname, location.href).href;
  const links = document.querySelectorAll<HTMLAnchorElement>("a[href]:not([data-language])");
  const pages = [...links].map((link) => link.href.split("#")[0]!).filter((href) => href.endsWith("/"));
  const parts = performance.getEntriesByType("resource").map(({ name }) => name);
  return [
    ...new Set(
      [here, new URL("offline.html", document.baseURI).href, shared("names.json"),
        shared("downloads/surveys.geojson"), shared("assets/page.js"), ...pages, ...parts].filter(
        (href) => href.startsWith(ROOT) && !href.includes("/tiles/") && !href.includes("/offline.js"),
      ),
    ),
  ];
}

/** Wait until the service worker sees everything that this page fetches. */
async function ready(): Promise<void> {
  const { serviceWorker } = navigator;
  const ours = (): boolean => serviceWorker.controller?.scriptURL.endsWith(worker()) ?? false;
  const changed = new Promise<void>((done) => {
    serviceWorker.addEventListener("controllerchange", () => ours() && done());
  });
  await serviceWorker.register(ROOT + worker(), { scope: ROOT });
  if (!ours()) await changed;
}

async function size(file: string): Promise<number> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return (await response.arrayBuffer()).byteLength;
}

/** Do something with each of many, a few at a time; where one fails, end with what is on its way. */
async function each<T>(many: readonly T[], what: (one: T) => Promise<void>): Promise<void> {
  const ahead = many.values();
  const faults: unknown[] = [];
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (const one of ahead) {
        await what(one).catch((fault: unknown) => faults.push(fault));
        if (faults.length) return;
      }
    }),
  );
  if (faults.length) throw faults[0];
}

async function forgetAll(): Promise<void> {
  await (await navigator.serviceWorker.getRegistration(ROOT))?.unregister();
  localStorage.removeItem(MEMORY);
  const names = (await caches.keys()).filter((name) => name.startsWith(`vidik ${ROOT} `));
  await Promise.all(names.map((name) => caches.delete(name)));
}
