"""The words of a film: plain sentences, about mapped cameras alone."""

from __future__ import annotations

from dataclasses import dataclass

from vidik.model.span import Span
from vidik.report.texts import Texts

__all__ = ["Words"]


@dataclass(frozen=True)
class Words:
    """What a film of a walk says, in one language.

    Parameters
    ----------
    texts
        The language.
    synthetic
        True if any of it was made up: then its cameras are never called mapped ones.
    """

    texts: Texts
    synthetic: bool

    def heading(self, minutes: float) -> str:
        """Say how long the walk is.

        Parameters
        ----------
        minutes
            Of walking.
        """
        return self.texts.gettext("A walk of %(minutes)s minutes") % {
            "minutes": self.clock(minutes)
        }

    def about(self) -> str:
        """Say what the film shows."""
        _ = self.texts.gettext
        if self.synthetic:
            return _("and the made-up cameras that could see you on it")
        return _("and the mapped cameras that could see you on it")

    def which(self, number: int, count: int) -> str:
        """Say which way it is of those between its ends.

        Parameters
        ----------
        number
            From 1, the quickest, to `count`, the least watched one.
        count
            How many there are.
        """
        _ = self.texts.gettext
        least = (
            _("Of all ways it is the least watched by made-up cameras.")
            if self.synthetic
            else _("Of all ways it is the least watched by mapped cameras.")
        )
        if number == 1:
            quick = _("It is the quickest way.")
            return f"{quick} {least}" if count == 1 else quick
        if number == count:
            return least
        return _("It is neither the quickest way nor the least watched one, but between them.")

    def level(self, key: str) -> str:
        """Say how well a camera must see.

        Parameters
        ----------
        key
            Of the level.
        """
        return self.texts.gettext("Seen well enough to %(can)s.") % {
            "can": self.texts.level_can(key)
        }

    def seen(self, count: int, sure: int) -> str:
        """Say how many cameras could see the walker here.

        Parameters
        ----------
        count
            Of those that are drawn.
        sure
            How many of them for certain.
        """
        _, number = self.texts.gettext, self.texts.number
        if not count:
            if self.synthetic:
                return _("No made-up camera could see you here.")
            return _("No mapped camera could see you here. Others may: not all are mapped.")
        told = (
            self.texts.ngettext(
                "From here %(count)s made-up camera could see you",
                "From here %(count)s made-up cameras could see you",
                count,
            )
            if self.synthetic
            else self.texts.ngettext(
                "From here %(count)s mapped camera could see you",
                "From here %(count)s mapped cameras could see you",
                count,
            )
        ) % {"count": number(count)}
        if not sure:
            form = _("%(told)s, but not for certain.")
        elif sure == count:
            form = _("%(told)s, for certain.")
        else:
            form = _("%(told)s, %(sure)s for certain.")
        return form % {"told": told, "sure": number(sure)}

    def walked(self, minutes: float, of: float) -> str:
        """Say how far the walker has got.

        Parameters
        ----------
        minutes
            Walked so far.
        of
            Minutes of the whole walk.
        """
        return self.texts.gettext("%(walked)s of %(all)s minutes walked") % {
            "walked": self.clock(minutes),
            "all": self.clock(of),
        }

    def bounds(self) -> tuple[str, str, str]:
        """Return what the three bounds are called."""
        _ = self.texts.gettext
        return _("at least"), _("expected"), _("at most")

    def sofar(self) -> str:
        """Return what stands before times in view until here."""
        return self.texts.gettext("In view so far")

    def total(self) -> str:
        """Return what stands above times in view of the whole walk."""
        _ = self.texts.gettext
        if self.synthetic:
            return _("In view of made-up cameras")
        return _("In view of mapped cameras")

    def sums(self, seen: Span, minutes: float) -> str:
        """Say for how long the whole walk is in view.

        Parameters
        ----------
        seen
            Minutes in view.
        minutes
            Of the walk.
        """
        return self.texts.gettext("%(seen)s of %(all)s minutes") % {
            "seen": self.clock(seen.expected),
            "all": self.clock(minutes),
        }

    def doubt(self, seen: Span) -> str:
        """Say how sure that is.

        Parameters
        ----------
        seen
            Minutes in view.
        """
        return self.texts.gettext("expected; at least %(least)s, at most %(most)s") % {
            "least": self.clock(seen.least),
            "most": self.clock(seen.most),
        }

    def legend(self) -> tuple[str, str, str]:
        """Return what is solid, what is lighter, and what is hatched."""
        _ = self.texts.gettext
        return _("in view for certain"), _("the fuller, the likelier"), _("possibly in view")

    def caveats(self, *, private: bool) -> list[str]:
        """Say what the film cannot show, a sentence each.

        Parameters
        ----------
        private
            Whether any camera of the place is counted and not drawn.
        """
        _ = self.texts.gettext
        said = [_("A camera that could see you need not do so: nobody knows whether it works.")]
        if self.synthetic:
            said.insert(0, self.mark())
        else:
            said.insert(0, _("Mapped cameras only: where none is mapped, perhaps nobody looked."))
        if private:
            said.append(_("Cameras on private homes count in this sum, and are drawn nowhere."))
        return said

    def mark(self) -> str:
        """Return the mark of what is made up."""
        return self.texts.gettext("Synthetic: made-up cameras. They do not exist.")

    def dated(self, day: str) -> str:
        """Say of when the data is.

        Parameters
        ----------
        day
            In words.
        """
        return self.texts.gettext("State of the data: %(day)s") % {"day": day}

    def clock(self, minutes: float) -> str:
        """Return minutes and seconds: “4:05”.

        Parameters
        ----------
        minutes
            Of any number.
        """
        whole, seconds = divmod(round(60.0 * minutes), 60)
        return f"{whole}:{seconds:02}"
