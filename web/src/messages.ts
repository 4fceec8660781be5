/** The words of the page's language: messages of the catalogue, numbers, dates, compass points. */

type Values = Record<string, string | number>;

interface Catalogue {
  language: string;
  messages: Record<string, string>;
  plurals: Record<string, Record<string, string>>;
}

const language = document.documentElement.lang || "en";
/** English here is European: 31 May 2024. */
const locale = language === "en" ? "en-GB" : language;
let catalogue: Catalogue = { language, messages: {}, plurals: {} };

/** Read the catalogue; English is the language of the sources and needs none. */
export async function loadMessages(): Promise<void> {
  if (language === "en") return;
  const response = await fetch("messages.json");
  if (response.ok) catalogue = (await response.json()) as Catalogue;
}

/** Return a message in the page's language, with its `%(name)s` filled in. */
export function _(message: string, values: Values = {}): string {
  return filled(catalogue.messages[message] ?? message, values);
}

/** Return the message for so many things. */
export function ngettext(one: string, many: string, count: number, values: Values = {}): string {
  const forms = catalogue.plurals[one];
  const form = forms?.[new Intl.PluralRules(locale).select(count)] ?? (count === 1 ? one : many);
  return filled(form, { count: number(count), ...values });
}

function filled(message: string, values: Values): string {
  return message.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** Return a probability in per cent; nothing short of certainty reads as 100. */
export function percent(share: number): string {
  const whole = Math.min(share, share < 1 ? 0.99 : 1);
  if (whole > 0 && whole < 0.01) return _("under %(share)s", { share: percent(0.01) });
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(whole);
}

export function metres(value: number): string {
  return _("%(number)s m", { number: number(value, value < 10 ? 1 : 0) });
}

/** Return a day such as “2019-04-11” in words. */
export function day(iso: string | null): string {
  if (!iso) return _("date not recorded");
  const date = new Date(`${iso}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
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
