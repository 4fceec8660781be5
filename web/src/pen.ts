/** A pen for the signs of the map: a canvas has one, and here is one that writes SVG. */

/** What the signs are drawn with; a canvas's context is such a pen. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | "arc"
  | "beginPath"
  | "closePath"
  | "createRadialGradient"
  | "fill"
  | "fillRect"
  | "fillStyle"
  | "fillText"
  | "font"
  | "globalAlpha"
  | "lineCap"
  | "lineTo"
  | "lineWidth"
  | "moveTo"
  | "restore"
  | "rotate"
  | "save"
  | "scale"
  | "setLineDash"
  | "stroke"
  | "strokeStyle"
  | "textAlign"
  | "translate"
>;

/** Return a text as it may stand in SVG, in an attribute too. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Return a number short enough for a drawing: to a hundredth. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A gradient from its middle outward, as far as signs use one. */
class Fade {
  private readonly stops: string[] = [];

  constructor(
    readonly id: string,
    private readonly circle: string,
  ) {}

  addColorStop(offset: number, color: string): void {
    // eight digits: the last two are the opacity, which SVG wants apart
    const opacity = color.length === 9 ? parseInt(color.slice(7), 16) / 255 : 1;
    this.stops.push(
      `<stop offset="${offset}" stop-color="${color.slice(0, 7)}" stop-opacity="${short(opacity)}"/>`,
    );
  }

  svg(): string {
    return `<radialGradient id="${this.id}" gradientUnits="userSpaceOnUse" ${this.circle}>${this.stops.join("")}</radialGradient>`;
  }
}

/** Writes what is drawn as SVG; `name` keeps its ids apart from those of others. */
export class SvgPen implements Pen {
  fillStyle: string | CanvasGradient | CanvasPattern = "#000";
  strokeStyle: string | CanvasGradient | CanvasPattern = "#000";
  lineWidth = 1;
  lineCap: CanvasLineCap = "butt";
  globalAlpha = 1;
  font = "";
  textAlign: CanvasTextAlign = "start";
  private dash: number[] = [];
  private moves = "";
  private path = "";
  private readonly kept: (() => void)[] = [];
  private readonly drawn: string[] = [];
  private readonly fades: Fade[] = [];

  constructor(private readonly name: string) {}

  /** Return everything that was drawn. */
  svg(): string {
    const defs = this.fades.length ? `<defs>${this.fades.map((fade) => fade.svg()).join("")}</defs>` : "";
    return defs + this.drawn.join("");
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, globalAlpha, font, textAlign, dash, moves } = this;
    this.kept.push(() =>
      Object.assign(this, {
        fillStyle, strokeStyle, lineWidth, lineCap, globalAlpha, font, textAlign, dash, moves,
      }),
    );
  }

  restore(): void {
    this.kept.pop()?.();
  }

  translate(x: number, y: number): void {
    this.moves += `translate(${short(x)} ${short(y)})`;
  }

  scale(x: number, y: number): void {
    this.moves += `scale(${short(x)} ${short(y)})`;
  }

  rotate(angle: number): void {
    this.moves += `rotate(${short((angle * 180) / Math.PI)})`;
  }

  setLineDash(dash: Iterable<number>): void {
    this.dash = [...dash];
  }

  beginPath(): void {
    this.path = "";
  }

  moveTo(x: number, y: number): void {
    this.path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `${this.path ? "L" : "M"}${short(x)} ${short(y)}`;
  }

  closePath(): void {
    this.path += "Z";
  }

  /** Clockwise, as the map's signs are drawn. */
  arc(x: number, y: number, radius: number, start: number, end: number): void {
    const at = (angle: number): [number, number] => [
      x + radius * Math.cos(angle),
      y + radius * Math.sin(angle),
    ];
    this.lineTo(...at(start));
    // An arc of SVG must end elsewhere than it began: a circle is two of them.
    const middle = (start + end) / 2;
    for (const angle of [middle, end]) {
      const [ex, ey] = at(angle);
      this.path += `A${short(radius)} ${short(radius)} 0 0 1 ${short(ex)} ${short(ey)}`;
    }
  }

  createRadialGradient(x: number, y: number, from: number, cx: number, cy: number, to: number): CanvasGradient {
    const circle = `cx="${short(cx)}" cy="${short(cy)}" fx="${short(x)}" fy="${short(y)}" fr="${short(from)}" r="${short(to)}"`;
    const fade = new Fade(`${this.name}-fade-${this.fades.length}`, circle);
    this.fades.push(fade);
    return fade;
  }

  fill(): void {
    this.draw("path", `d="${this.path}" ${this.filling()}`);
  }

  stroke(): void {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.map(short).join(" ")}"` : "";
    const cap = this.lineCap === "butt" ? "" : ` stroke-linecap="${this.lineCap}"`;
    this.draw(
      "path",
      `d="${this.path}" fill="none" stroke="${String(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"${dash}${cap}`,
    );
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.draw(
      "rect",
      `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" ${this.filling()}`,
    );
  }

  fillText(text: string, x: number, y: number): void {
    const [, weight = "400", size = "16"] = /^(\d+ )?(?:.*?)(\d+)px/.exec(this.font) ?? [];
    const anchor = this.textAlign === "center" ? "middle" : "start";
    this.draw(
      "text",
      `x="${short(x)}" y="${short(y)}" font-size="${size}" font-weight="${weight.trim()}" text-anchor="${anchor}" ${this.filling()}`,
      escaped(text),
    );
  }

  private filling(): string {
    const { fillStyle } = this;
    return `fill="${fillStyle instanceof Fade ? `url(#${fillStyle.id})` : String(fillStyle)}"`;
  }

  private draw(name: string, attributes: string, content = ""): void {
    const moves = this.moves ? ` transform="${this.moves}"` : "";
    const alpha = this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : "";
    const end = content ? `>${content}</${name}>` : "/>";
    this.drawn.push(`<${name} ${attributes}${alpha}${moves}${end}`);
  }
}
