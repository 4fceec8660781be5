/** Make elements; text is always text, never HTML. */

type Child = Node | string | null;

/** Return an element with attributes (`class`, `href`, …; `false` leaves one out) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string | boolean> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Return the element of the page with this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

const SVG = "http://www.w3.org/2000/svg";

/** Return a bar of the page's grammar for one chance: least solid, expected lighter, most hatched. */
export function bar(probability: number, certain: boolean): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  const rect = (look: Record<string, string>, y: number, width: number, height: number): SVGRectElement => {
    const made = document.createElementNS(SVG, "rect");
    const size = { y, width: `${100 * width}%`, height };
    for (const [key, value] of Object.entries({ ...look, ...size })) made.setAttribute(key, String(value));
    return made;
  };
  drawing.setAttribute("class", "bar");
  drawing.setAttribute("width", "100%");
  drawing.setAttribute("height", "14");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(rect({ class: "bar-ground" }, 6.5, 1, 1));
  if (certain) drawing.append(rect({ class: "bar-least" }, 1, 1, 12));
  else if (probability > 0) {
    drawing.append(
      rect({ class: "bar-most" }, 1, 1, 12),
      rect({ fill: "url(#hatch)" }, 1, 1, 12),
      rect({ class: "bar-expected" }, 1, probability, 12),
    );
  }
  return drawing;
}
