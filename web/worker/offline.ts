/**
 * The service worker of readers who asked to keep the map: it keeps copies of what they look at, and
 * hands them out where there is no connection. With a connection everything comes from the server, so
 * that nothing shown is old. One build's copies never mix with another's: each build has its own
 * worker, by its address, and its own cache.
 */

const worker = self as unknown as ServiceWorkerGlobalScope;

const HOME = worker.registration.scope;
const OURS = `vidik ${HOME} `;
const CACHE = OURS + (new URL(worker.location.href).searchParams.get("build") ?? "");

/** So many copies are kept; the oldest go first. */
const MOST = 3000;
/** After so many milliseconds a copy is taken, if there is one: a connection may be one in name only. */
const PATIENCE = 4000;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(HOME)) return;
  const fresh = fetch(request);
  event.respondWith(answer(request, fresh));
  event.waitUntil(fresh.then((response) => keep(request, response.clone())).catch(() => undefined));
});

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
  }
  await worker.clients.claim();
}

async function answer(request: Request, fresh: Promise<Response>): Promise<Response> {
  const late = new Promise<null>((done) => setTimeout(() => done(null), PATIENCE));
  const first = await Promise.race([fresh.catch(() => null), late]);
  return first ?? (await kept(request)) ?? fresh.catch(() => nothing(request));
}

let copies = 0;

async function keep(request: Request, response: Response): Promise<void> {
  const { status, headers } = response;
  const range = request.headers.get("Range");
  // The downloads are for other programs; but the map reads where somebody looked.
  const download = request.url.startsWith(`${HOME}downloads/`) && !request.url.endsWith("surveys.geojson");
  if (download || status !== (range ? 206 : 200)) return;
  const cache = await caches.open(CACHE);
  // No cache takes a part of a file: it stands as a whole one under a name of its own.
  await cache.put(nameOf(request), range ? new Response(await response.arrayBuffer(), { headers }) : response);
  copies += 1;
  if (copies % 100 === 0) {
    const names = await cache.keys();
    await Promise.all(names.slice(0, Math.max(names.length - MOST, 0)).map((name) => cache.delete(name)));
  }
}

async function kept(request: Request): Promise<Response | undefined> {
  const cache = await caches.open(CACHE);
  const copy = await cache.match(nameOf(request), { ignoreVary: true });
  if (!request.headers.has("Range")) return copy;
  if (copy) return new Response(copy.body, { status: 206, headers: copy.headers });
  return cache.match(request.url, { ignoreVary: true });
}

function nameOf(request: Request): string {
  const range = request.headers.get("Range");
  return range ? `${request.url}?${range}` : request.url;
}

/** Say of a page that it is not kept; of anything else, that it could not be had. */
async function nothing(request: Request): Promise<Response> {
  if (request.mode !== "navigate") return Response.error();
  const cache = await caches.open(CACHE);
  const [language] = request.url.slice(HOME.length).split("/");
  for (const folder of [`${HOME}${language}/`, HOME]) {
    const page = await cache.match(`${folder}offline.html`, { ignoreVary: true });
    if (!page) continue;
    // Whatever the address, its links lead on from where it lies.
    const text = (await page.text()).replace("<head>", `<head><base href="${folder}">`);
    return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
  return Response.error();
}
