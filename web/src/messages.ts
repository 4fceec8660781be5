/** The words of the page's language: messages of the catalogue, numbers, dates, compass points. */

type Values = Record<string, string | number>;

/** What `vidik.report.texts` says about the language; browsers do not know every one. */
interface Catalogue {
  messages: Record<string, string>;
  plurals: Record<string, string[]>;
  /** The plural form of each number below 200. */
  forms: number[];
  decimal: string;
  group: string;
  percent: string;
  months: string[];
  day: string;
}

/** English is the language of the sources, and here European: 31 May 2024. */
const ENGLISH = "en-GB";
let catalogue: Catalogue = {
  messages: {},
  plurals: {},
  forms: [],
  decimal: ".",
  group: ",",
  percent: "%(number)s%",
  months: [],
  day: "",
};

/** Read the catalogue of the page's language, from where it lies for the page; English needs none. */
export async function loadMessages(address = "messages.json"): Promise<void> {
  if (document.documentElement.lang === "en") return;
  const response = await fetch(address);
  if (response.ok) catalogue = (await response.json()) as Catalogue;
}

/** Return a message in the page's language, with its `%(name)s` filled in. */
export function _(message: string, values: Values = {}): string {
  return filled(catalogue.messages[message] ?? message, values);
}

/** Return the message for so many things. */
export function ngettext(one: string, many: string, count: number, values: Values = {}): string {
  const form = catalogue.forms[count < 200 ? count : 100 + (count % 100)];
  const translated = catalogue.plurals[one]?.[form ?? 0];
  return filled(translated ?? (count === 1 ? one : many), { count: number(count), ...values });
}

function filled(message: string, values: Values): string {
  return message.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Return a number with so many decimals at most. `Intl` would be slow to come, and know no more. */
export function number(value: number, digits = 0): string {
  const [whole = "", decimals] = String(Number(value.toFixed(digits))).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, catalogue.group);
  return decimals ? `${grouped}${catalogue.decimal}${decimals}` : grouped;
}

/** Return a probability in per cent, with so many decimals at most; nothing short of certainty reads as 100. */
export function percent(share: number, digits = 0): string {
  const least = 0.01 / 10 ** digits;
  const whole = Math.min(share, share < 1 ? 1 - least : 1);
  if (whole > 0 && whole < least) return together(_("under %(share)s", { share: percent(least, digits) }));
  return filled(catalogue.percent, { number: number(100 * whole, digits) });
}

export function metres(value: number): string {
  return together(_("%(number)s m", { number: number(value, value < 10 ? 1 : 0) }));
}

export function kilometres(value: number): string {
  return together(_("%(number)s km", { number: number(value / 1000, 1) }));
}

/** Return a text that no line breaks. */
function together(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

/** Return a day such as “2019-04-11” in words. */
export function day(iso: string | null): string {
  if (!iso) return _("date not recorded");
  const date = new Date(`${iso}T00:00:00Z`);
  const month = catalogue.months[date.getUTCMonth()];
  return month
    ? filled(catalogue.day, { d: date.getUTCDate(), MMMM: month, y: date.getUTCFullYear() })
    : new Intl.DateTimeFormat(ENGLISH, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

/** Return the compass point, of eight, nearest to a bearing. */
export function wind(degrees: number): string {
  const winds = [
    _("north"),
    _("north-east"),
    _("east"),
    _("south-east"),
    _("south"),
    _("south-west"),
    _("west"),
    _("north-west"),
  ];
  return winds[Math.round(degrees / 45) % 8]!;
}
