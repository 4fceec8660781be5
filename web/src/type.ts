/** The type of the pages, packed so that a drawing can bring it along wherever it is opened. */

const FAMILY = "Vidik";
/** As `web/build.mjs` heads the terms of the type, after which no others come. */
const TERMS = "@fontsource-variable/source-sans-3";

/** Return rules with the alphabets that a text needs, under a name, and the terms they come under. */
export async function typeOf(text: string, name: string): Promise<{ css: string; terms: string }> {
  const letters = new Set([...text].map((letter) => letter.codePointAt(0)!));
  const needed = faces().filter(
    ({ style, ranges }) =>
      (style !== "italic" || text.includes('font-style="italic"')) &&
      ranges.some(([from, to]) => [...letters].some((letter) => letter >= from && letter <= to)),
  );
  const notices = await (await fetched(new URL("notices.txt", import.meta.url).href)).text();
  const rules = needed.map(async ({ style, source, said }) => {
    const bytes = new Uint8Array(await (await fetched(source)).arrayBuffer());
    const packed = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    return `@font-face{font-family:"${name}";font-style:${style};font-weight:200 900;src:url(data:font/woff2;base64,${packed}) format("woff2");unicode-range:${said}}`;
  });
  return { css: (await Promise.all(rules)).join("\n"), terms: notices.slice(notices.indexOf(TERMS)) };
}

interface Face {
  style: string;
  source: string;
  said: string;
  ranges: [from: number, to: number][];
}

/** Return the alphabets that the style sheets of this page name. */
function faces(): Face[] {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return rules.flatMap((rule): Face[] => {
    if (!(rule instanceof CSSFontFaceRule)) return [];
    const said = (name: string): string => rule.style.getPropertyValue(name);
    const file = /url\("?([^")]+)"?\)/.exec(said("src"))?.[1];
    if (said("font-family").replaceAll('"', "") !== FAMILY || !file) return [];
    return [{
      style: said("font-style") || "normal",
      source: new URL(file, rule.parentStyleSheet?.href ?? location.href).href,
      said: said("unicode-range"),
      ranges: said("unicode-range").split(",").map((range) => {
        const [from, to] = range.trim().replace(/^U\+/i, "").split("-").map((hex) => parseInt(hex, 16));
        return [from!, to ?? from!];
      }),
    }];
  });
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}
