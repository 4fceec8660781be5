"""The words of one language: messages of the catalogue, and numbers, dates and lengths.

Everything a reader sees goes through one gettext catalogue, ``vidik/locale/messages.pot``, drawn
from these modules, the templates and the scripts of the map. English is the language of the
sources, so it needs no translation; another one is ``vidik/locale/<language>/messages.po``. Serbian
in Latin letters has no file: it is spelt from the Cyrillic one.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations, c2py
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from vidik.errors import InputError
from vidik.model.camera import Kind
from vidik.model.span import Span
from vidik.report.latin import to_latin

__all__ = [
    "KINDS",
    "LENSES",
    "LEVELS",
    "N_",
    "SPACES",
    "ZONES",
    "Texts",
    "known_languages",
    "read_catalogue",
    "texts_of",
]

#: Languages that are another one in other letters: whose catalogue, and how it is spelt anew.
_SPELT: Mapping[str, tuple[str, Callable[[str], str]]] = {"sr-Latn": ("sr-Cyrl", to_latin)}

#: Alphabets that come as a file of type each, and the letters that are in them alone.
_ALPHABETS = {"latin-ext": ("\u0100", "\u024f"), "cyrillic": ("\u0400", "\u045f")}


def N_(message: str) -> str:
    """Mark a message for the catalogue, to be translated where it is shown."""
    return message


#: Name of each level, and what a picture of that detail allows: “well enough to …”.
LEVELS: Mapping[str, tuple[str, str]] = {
    "monitor": (N_("Monitor"), N_("tell that people are there and which way they move")),
    "detect": (N_("Detect"), N_("tell that a person is there")),
    "observe": (N_("Observe"), N_("make out clothes and what a person does")),
    "recognise": (N_("Recognise"), N_("tell whether it is somebody seen before")),
    "identify": (N_("Identify"), N_("identify a stranger beyond reasonable doubt")),
    "face": (
        N_("Face software"),
        N_("give face-recognition software the detail that its makers ask for"),
    ),
}

#: Name of each kind of camera.
KINDS: Mapping[Kind, str] = {
    Kind.FIXED: N_("Fixed camera"),
    Kind.PANNING: N_("Turning camera"),
    Kind.DOME: N_("Dome camera"),
    Kind.UNKNOWN: N_("Camera of unknown kind"),
}

#: Name of each lens in the table of optics that comes with Vidik.
LENSES = (N_("wide"), N_("standard"), N_("long"), N_("wide end"), N_("middle"), N_("long end"))

#: Name of each kind of public space.
SPACES: Mapping[str, str] = {
    "stop": N_("Stops and platforms"),
    "square": N_("Squares, markets and pedestrian areas"),
    "playground": N_("Playgrounds"),
    "park": N_("Parks, open gardens and shores"),
    "street": N_("Streets, paths and their pavements"),
}

#: Sensitive places that are shown as a count only.
COUNTED: Mapping[str, str] = {
    "worship": N_("Places of worship"),
    "health": N_("Clinics, practices and hospitals"),
    "party": N_("Offices of political parties"),
    "union": N_("Offices of trade unions"),
    "school": N_("Schools"),
    "kindergarten": N_("Kindergartens and nurseries"),
    "university": N_("Universities and colleges"),
    "court": N_("Courts"),
    "polling": N_("Polling places"),
    "square": N_("Squares"),
}

#: What a camera watches, in the words of OpenStreetMap that mappers use most.
ZONES: Mapping[str, str] = {
    "atm": N_("cash machine"),
    "bank": N_("bank"),
    "building": N_("building"),
    "entrance": N_("entrance"),
    "parking": N_("parking"),
    "public": N_("public ground"),
    "railway": N_("railway"),
    "shop": N_("shop"),
    "station": N_("station"),
    "street": N_("street"),
    "town": N_("town"),
    "traffic": N_("traffic"),
    "withheld": N_("withheld"),
}

#: Types and units in the dictionary of columns.
_TYPES = (N_("text"), N_("integer"), N_("number"), N_("boolean"), N_("date"))
_UNITS = (
    N_("degrees"),
    N_("metres"),
    N_("square metres"),
    N_("per square kilometre"),
    N_("pixels per metre"),
)

#: Where the values of a column come from.
_ORIGINS = (
    N_("as the source says"),
    N_("rules of publication"),
    N_("computed"),
    N_("table of optics"),
    N_("table of licences"),
    N_("from the id"),
    N_("from the name"),
    N_("city file"),
    N_("sources"),
)

_WINDS = (
    N_("north"),
    N_("north-north-east"),
    N_("north-east"),
    N_("east-north-east"),
    N_("east"),
    N_("east-south-east"),
    N_("south-east"),
    N_("south-south-east"),
    N_("south"),
    N_("south-south-west"),
    N_("south-west"),
    N_("west-south-west"),
    N_("west"),
    N_("west-north-west"),
    N_("north-west"),
    N_("north-north-west"),
)


@dataclass(frozen=True, eq=False)
class Texts:
    """One language.

    Parameters
    ----------
    language
        BCP 47 tag: ``en``, ``sr-Latn``.
    translations
        Of the catalogue into it.
    catalogue
        The same with its plural forms; None for English.
    """

    language: str
    translations: NullTranslations
    catalogue: Catalog | None = None

    @property
    def name(self) -> str:
        """What the language calls itself, in its own letters: “Српски”, “Srpski”."""
        name = str(self.locale.languages[self.locale.language])
        return name[:1].upper() + name[1:]

    @cached_property
    def alphabets(self) -> tuple[str, ...]:
        """The files of type that its pages need first, by the alphabet in their name."""
        words = "".join(text for message in self.catalogue or () for text in _forms(message))
        return (
            "latin",
            *(
                name
                for name, (first, last) in _ALPHABETS.items()
                if any(first <= letter <= last for letter in words)
            ),
        )

    @property
    def locale(self) -> Locale:
        """Its rules for numbers, dates and plurals; English is European: 31 May 2024."""
        return _locale(self.language)

    def gettext(self, message: str) -> str:
        """Return the message in this language."""
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the message for `count` things in this language."""
        return self.translations.ngettext(one, many, count)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with at most `digits` decimals, grouped as the language does."""
        return _number(value + 0, digits, self.language)  # no −0

    def percent(self, share: float) -> str:
        """Return a share of 1 in per cent; what is more than nothing never reads as 0."""
        if 0.0 < share < 0.001:
            return _together(self.gettext("under %(share)s") % {"share": self.percent(0.001)})
        return _percent(share + 0, self.language)

    def written_percent(self, number: str) -> str:
        """Return a percentage that was written down, “0.0003” or “2.0”, with all of its digits."""
        locale, decimals = self.locale, len(number.partition(".")[2])
        pattern = str(locale.percent_formats[None].pattern)
        if decimals:
            pattern = pattern.replace("0", "0." + decimals * "0", 1)
        return str(format_percent(Decimal(number) / 100, format=pattern, locale=locale))

    def metres(self, value: float) -> str:
        """Return a length in metres, or in kilometres from 1 km on."""
        if value < 1000.0:
            digits = 1 if value < 10.0 else 0
            return self._measured(N_("%(number)s m"), value, digits)
        digits = 1 if value < 99_950.0 else 0
        return self._measured(N_("%(number)s km"), value / 1000.0, digits)

    def square_metres(self, value: float) -> str:
        """Return an area in square metres, hectares from 1 ha on, square kilometres from 1 km²."""
        if value < 10_000.0:
            return self._measured(N_("%(number)s m²"), value)
        if value < 1_000_000.0:
            return self._measured(N_("%(number)s ha"), value / 10_000.0, 1)
        return self._measured(N_("%(number)s km²"), value / 1_000_000.0, 2)

    def size(self, count: int) -> str:
        """Return a number of bytes in kilobytes, or in megabytes from 1 MB on."""
        if count < 1_000_000:
            digits = 1 if count < 10_000 else 0
            return self._measured(N_("%(number)s kB"), count / 1e3, digits)
        return self._measured(N_("%(number)s MB"), count / 1e6, 1)

    def _measured(self, form: str, value: float, digits: int = 0) -> str:
        """Return a number with its unit."""
        return _together(self.gettext(form) % {"number": self.number(value, digits)})

    def span(self, span: Span) -> str:
        """Return a length that is known between two bounds: “4 m”, or “3 to 5 m”."""
        if span.least == span.most:
            return self.metres(span.least)
        return self.gettext("%(least)s to %(most)s") % {
            "least": self.metres(span.least),
            "most": self.metres(span.most),
        }

    def date(self, day: dt.date | None) -> str:
        """Return a day in words, or that nobody wrote it down."""
        return _date(day, self.language) if day else self.gettext("date not recorded")

    def wind(self, degrees: float) -> str:
        """Return the compass point, of sixteen, nearest to a bearing."""
        return self.gettext(_WINDS[round(degrees / 22.5) % 16])

    def space_name(self, kind: str) -> str:
        """Return the name of a kind of public space; its key if the table is somebody's own."""
        return self.gettext(SPACES.get(kind, kind))

    def counted_name(self, kind: str) -> str:
        """Return the name of a kind of sensitive place; its key if it is somebody's own."""
        return self.gettext(COUNTED.get(kind, kind))

    def zone_name(self, zone: str) -> str:
        """Return the name of what a camera watches; the source's own word if it is a rare one."""
        return self.gettext(ZONES.get(zone, zone))

    def level_name(self, key: str) -> str:
        """Return the name of a level."""
        return self.gettext(LEVELS[key][0]) if key in LEVELS else key

    def level_can(self, key: str) -> str:
        """Return what a picture of that detail allows, to follow “well enough to”."""
        return self.gettext(LEVELS[key][1]) if key in LEVELS else key

    def kind_name(self, kind: Kind) -> str:
        """Return the name of a kind of camera."""
        return self.gettext(KINDS[kind])

    def messages(self) -> dict[str, object]:
        """Return what the scripts of the map need of the language, as JSON can hold it.

        How it writes numbers and dates and which plural form a number takes goes along: browsers
        do not know every language (Chromium no Macedonian), and so map and pages agree.
        """
        single: dict[str, str] = {}
        plurals: dict[str, list[str]] = {}
        for message in self.catalogue or ():
            forms = _forms(message)
            of_the_map = any(path.startswith("web/") for path, _line in message.locations)
            if not of_the_map or not all(forms):
                continue
            if isinstance(message.id, tuple):
                plurals[message.id[0]] = forms
            else:
                single[str(message.id)] = forms[0]
        locale, symbols = self.locale, self.locale.number_symbols["latn"]
        form_of = c2py(self.catalogue.plural_expr if self.catalogue else "n != 1")
        return {
            "language": self.language,
            "messages": single,
            "plurals": plurals,
            # All that is greater takes the form of the same two last digits.
            "forms": [int(form_of(n)) for n in range(200)],
            "decimal": symbols["decimal"],
            "group": symbols["group"],
            "percent": locale.percent_formats[None].pattern.replace("#,##0", "%(number)s"),
            "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
            "day": locale.date_formats["long"].format,
        }


# The same figures stand in a chart, its table and its sentence; to write one anew takes longer than
# to draw it.
@lru_cache(maxsize=65_536)
def _number(value: float, digits: int, language: str) -> str:
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=_locale(language)))


@lru_cache(maxsize=65_536)
def _percent(share: float, language: str) -> str:
    locale = _locale(language)
    pattern = str(locale.percent_formats[None].pattern)
    if 0.0 < share < 0.0995:
        pattern = pattern.replace("0", "0.0", 1)
    return str(format_percent(share, format=pattern, locale=locale))


def _together(text: str) -> str:
    """Return a text that no line breaks: “56.8” at the end of one and “km” on the next."""
    return text.replace(" ", "\u00a0")


@lru_cache(maxsize=4096)
def _date(day: dt.date, language: str) -> str:
    return format_date(day, format="long", locale=_locale(language))


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse("en-GB" if language == "en" else language, sep="-")


def read_catalogue(
    text: bytes, *, language: str, spelt: Callable[[str], str] | None = None
) -> Texts:
    """Return the texts of a ``.po`` file.

    Parameters
    ----------
    text
        The file.
    language
        BCP 47 tag; decides its plural forms.
    spelt
        Spells each message anew; None: as it stands.
    """
    catalogue: Catalog = read_po(io.BytesIO(text), locale=language.replace("-", "_"))
    if spelt is not None:
        for message in catalogue:
            forms = tuple(map(spelt, _forms(message)))
            message.string = forms if message.pluralizable else forms[0]
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Texts(language, GNUTranslations(compiled), catalogue)


def _forms(message: Message) -> list[str]:
    """Return the translations of a message: one, or one for each plural form."""
    text = message.string or ""
    return [text] if isinstance(text, str) else list(text)


def known_languages() -> tuple[str, ...]:
    """Return the BCP 47 tags of all languages that pages can be written in."""
    folders = files("vidik").joinpath("locale").iterdir()
    translated = [one.name for one in folders if one.joinpath("messages.po").is_file()]
    return tuple(sorted(["en", *translated, *_SPELT]))


@lru_cache(maxsize=8)
def texts_of(language: str = "en") -> Texts:
    """Return the texts of a language.

    Parameters
    ----------
    language
        BCP 47 tag.

    Raises
    ------
    InputError
        If there is no catalogue of it.
    """
    if language == "en":
        return Texts(language, NullTranslations())
    if language not in known_languages():
        raise InputError(
            "there is no catalogue of messages in this language",
            value=language,
            hint=f"there are: {', '.join(known_languages())}",
        )
    origin, spelt = _SPELT.get(language, (language, None))
    path = files("vidik").joinpath("locale", origin, "messages.po")
    return read_catalogue(path.read_bytes(), language=language, spelt=spelt)
