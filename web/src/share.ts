/** What a reader takes along: a link, a frame for another page, a picture, a sheet of paper. */

import { byId, el } from "./dom.ts";
import { _, day } from "./messages.ts";
import { PALETTES, type Palette } from "./palette.ts";
import { save } from "./save.ts";
import type { Site } from "./site.ts";

/** What stands under a picture of the map. */
export interface Caption {
  title: string;
  sentence: string;
  /** Credit and state of the data. */
  credit: string;
}

/** Return whether this page is shown within another one. */
export function embedded(): boolean {
  return new URLSearchParams(location.search).has("embed");
}

/** Return the caption of what is shown, for pictures, paper and frames. */
export function captionOf(site: Site, sentence: string): Caption {
  // Not within a template string: there the catalogue does not find them.
  const madeUp = _("SYNTHETIC");
  const state = _("State of the data: %(day)s", { day: day(site.dated) });
  return {
    title: _("Cameras mapped in %(place)s", { place: site.place }),
    sentence: site.synthetic ? `${madeUp} – ${sentence}` : sentence,
    credit: `${site.attribution} · ${state}`,
  };
}

/** Return the address of this view: whole, or as another page shows it. */
export function addressOf(how: "whole" | "embed"): string {
  const address = new URL(location.href);
  address.search = how === "embed" ? "?embed" : "";
  return address.href;
}

/** Return the HTML that puts this view on another page, with credit and date. */
export function frameOf(caption: Caption): string {
  const frame = el("iframe", {
    src: addressOf("embed"),
    title: caption.title,
    width: "100%",
    height: "480",
    loading: "lazy",
  });
  const credit = el("p", {}, el("a", { href: addressOf("whole") }, caption.title), ` · ${caption.credit}`);
  return `${frame.outerHTML}\n${credit.outerHTML}`;
}

/**
 * Draw a map with its caption below, as wide as the map on the screen and in its colours; `turned`, if
 * the colours are those of the day and the map has those of the night.
 */
export function pictureOf(
  map: HTMLCanvasElement,
  caption: Caption,
  { ink, paper }: Palette,
  turned = false,
): HTMLCanvasElement {
  const scale = map.width / map.clientWidth;
  const picture = el("canvas", {});
  const pen = picture.getContext("2d")!;
  const margin = 14;
  const [title, sentence, source] = linesOf(caption) as [string, string, string];
  const lines: [string, string, number][] = [
    [title, "600 17px Vidik", 24],
    ...wrapped(pen, sentence, "15px Vidik", map.clientWidth - 2 * margin, 20),
    ...wrapped(pen, source, "13px Vidik", map.clientWidth - 2 * margin, 18),
  ];
  const below = lines.reduce((sum, [, , height]) => sum + height, 2 * margin);
  picture.width = map.width;
  picture.height = map.height + Math.ceil(below * scale);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, picture.width, picture.height);
  // dark becomes light and the other way round, and what is amber stays so
  if (turned) pen.filter = "invert(1) hue-rotate(180deg)";
  pen.drawImage(map, 0, 0);
  pen.filter = "none";
  pen.scale(scale, scale);
  pen.fillStyle = ink;
  pen.textBaseline = "top";
  let y = map.clientHeight + margin;
  for (const [text, font, height] of lines) {
    pen.font = font;
    pen.fillText(text, margin, y);
    y += height;
  }
  return picture;
}

function wrapped(
  pen: CanvasRenderingContext2D,
  text: string,
  font: string,
  width: number,
  height: number,
): [string, string, number][] {
  pen.font = font;
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => [line, font, height]);
}

/** Return the lines under a drawing of the map: the title first. */
export function linesOf({ title, sentence, credit }: Caption): string[] {
  return [title, sentence, `${credit} · ${location.origin}${location.pathname}`];
}

/** Bring the part of the sheet to life that shares what is shown. */
export function bindShare(shown: {
  caption: () => Caption;
  /** Resolves when the map stands. */
  settled: () => Promise<void>;
  draw: () => HTMLCanvasElement;
  /** The colours that the map has now. */
  palette: () => Palette;
  write: () => Promise<string>;
  /** Give the map the colours of the day, or those of the page again. */
  byDay: (day: boolean) => void;
}): void {
  const { caption, settled, draw, palette, write, byDay } = shown;
  const part = document.querySelector<HTMLDetailsElement>("[data-sharing]")!;
  const code = part.querySelector<HTMLTextAreaElement>("textarea")!;
  const said = part.querySelector<HTMLElement>("[data-said]")!;
  const paper = byId("paper") as HTMLImageElement;
  const show = (): HTMLCanvasElement => pictureOf(draw(), caption(), palette());
  const onPaper = (): void => {
    byDay(true); // paper is white
    void settled().then(() => print());
  };
  part.hidden = false;
  part.addEventListener("toggle", () => (code.value = frameOf(caption())));
  window.addEventListener("hashchange", () => (code.value = frameOf(caption())));
  part.addEventListener("click", (event) => {
    const what = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset["do"];
    if (what === "link") void copy(addressOf("whole"), said);
    if (what === "frame") {
      code.value = frameOf(caption());
      void copy(code.value, said);
    }
    if (what === "picture") {
      void settled().then(() => show().toBlob((blob) => blob && save(blob, "vidik.png")));
    }
    if (what === "drawing") {
      void settled().then(write).then((svg) => save(new Blob([svg], { type: "image/svg+xml" }), "vidik.svg"));
    }
    if (what === "print") onPaper();
  });
  window.addEventListener("keydown", (event) => {
    const { ctrlKey, metaKey, altKey, shiftKey, key } = event;
    if (ctrlKey === metaKey || altKey || shiftKey || key.toLowerCase() !== "p") return;
    event.preventDefault();
    onPaper();
  });
  // Paper gets a picture: a browser prints the map's own canvas empty. From the browser's own menu it
  // prints at once, and the map has no time to be drawn by day.
  window.addEventListener("beforeprint", () => {
    const turned = palette() !== PALETTES.light;
    paper.src = pictureOf(draw(), caption(), PALETTES.light, turned).toDataURL();
  });
  window.addEventListener("afterprint", () => byDay(false));
}

async function copy(text: string, said: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = _("Copied.");
  } catch {
    // Not allowed here, as on a page without encryption: then it is shown, to be copied by hand.
    said.textContent = text;
  }
}

/** Say within a frame what is shown, since when, and where the whole of it is. */
export function bindFrame(caption: Caption): void {
  document.body.classList.add("embedded");
  const link = el("a", { href: addressOf("whole"), target: "_blank", rel: "noopener" }, _("Open the whole map"));
  const bar = el("p", { class: "frame-bar" }, el("strong", {}, caption.title), ` · ${caption.credit} · `, link);
  // Where the map has been moved to is what the link opens.
  link.addEventListener("click", () => (link.href = addressOf("whole")));
  document.body.append(bar);
}
