"""What would settle whether two rows are one camera, in words."""

from __future__ import annotations

from collections.abc import Mapping

from vidik.report.texts import N_, Texts

__all__ = ["SETTLES", "settling"]

#: By the field that tells most, or by ``visit``.
SETTLES: Mapping[str, str] = {
    "name": N_("a name"),
    "operator": N_("the operator"),
    "ref": N_("an inventory number"),
    "mount": N_("what it hangs on"),
    "kind": N_("its kind"),
    "direction": N_("its direction"),
    "visit": N_("somebody who goes and looks"),
}


def settling(settles: Mapping[str, int], texts: Texts) -> str:
    """Return what would settle how many rows: “a name: 3; its kind: 1”.

    Parameters
    ----------
    settles
        How many, by what would; as of `vidik.model.reconciled.Shares`.
    texts
        The language.
    """
    return "; ".join(
        f"{texts.gettext(SETTLES[what])}: {texts.number(count)}" for what, count in settles.items()
    )
