/** The cross in the middle of the map, for those who ask by keyboard. */

import type { Map as MapView } from "maplibre-gl";

/** Show the page's cross while the map has the keyboard; `ask` is called at Enter. */
export function bindCross(map: MapView, ask: () => void): void {
  const canvas = map.getCanvas();
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    ask();
  });
  const cross = document.querySelector<HTMLElement>("[data-cross]")!;
  const place = (): void => {
    const { x, y } = map.project(map.getCenter());
    cross.style.left = `${x}px`;
    cross.style.top = `${y}px`;
  };
  canvas.addEventListener("focus", () => {
    cross.hidden = !canvas.matches(":focus-visible");
    place();
  });
  canvas.addEventListener("keydown", () => {
    cross.hidden = false;
    place();
  });
  canvas.addEventListener("pointerdown", () => (cross.hidden = true));
  canvas.addEventListener("blur", () => (cross.hidden = true));
  map.on("move", place);
}
