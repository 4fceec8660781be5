"""Signs of cameras as SVG: small round eyes, told apart by shape, and the cone before them."""

from __future__ import annotations

from vidik.model.camera import Kind
from vidik.report.palette import DAY

__all__ = ["cone", "eye"]


def eye(kind: Kind, *, doubt: bool) -> str:
    """Return the sign of a camera.

    Parameters
    ----------
    kind
        Decides its shape.
    doubt
        True for a dashed ring: nobody mapped which way it looks.
    """
    ink, paper = DAY.ink, DAY.paper
    if kind is Kind.DOME:
        drawn = (
            f'<path d="M6 11H22" stroke="{ink}" stroke-width="1.8"/>'
            f'<path d="M7.8 12.2a6.2 6.2 0 0 0 12.4 0z" fill="{ink}"/>'
            f'<circle cx="14" cy="14.6" r="1.9" fill="{paper}"/>'
        )
    elif kind is Kind.UNKNOWN:
        drawn = (
            f'<circle cx="14" cy="14" r="5.4" fill="{paper}" stroke="{ink}" stroke-width="1.8"/>'
            f'<circle cx="14" cy="14" r="2.1" fill="{ink}"/>'
        )
    else:
        drawn = f'<circle cx="14" cy="14" r="6.2" fill="{ink}"/>' + (
            f'<circle cx="15.4" cy="12.6" r="2.1" fill="{paper}"/>'
            if kind is Kind.FIXED
            else f'<circle cx="14" cy="14" r="2.1" fill="{paper}"/>'
            f'<path d="M17.8 5.6a9.2 9.2 0 0 1 4 13.3M10.2 22.4a9.2 9.2 0 0 1-4-13.3" '
            f'fill="none" stroke="{ink}" stroke-width="1.5"/>'
        )
    ring = (
        f'<circle cx="14" cy="14" r="11" fill="none" stroke="{ink}" stroke-width="1.5" '
        'stroke-dasharray="2.6 3.4"/>'
        if doubt
        else ""
    )
    return _svg(28, f'<circle cx="14" cy="14" r="9" fill="{paper}"/>{ring}{drawn}')


def cone(*, doubt: bool) -> str:
    """Return a cone that looks north.

    Parameters
    ----------
    doubt
        True for a wide, dashed one: it looks somewhere within.
    """
    ends = "M48 48 20 12" if doubt else "M48 48 30 8"
    other = "M48 48 76 12" if doubt else "M48 48 66 8"
    area = "M48 48 20 12A45.6 45.6 0 0 1 76 12z" if doubt else "M48 48 30 8A43.9 43.9 0 0 1 66 8z"
    dashes = ' stroke-dasharray="4 4"' if doubt else ""
    return _svg(
        96,
        f'<path d="{area}" fill="{DAY.watched}" fill-opacity="{0.3 if doubt else 0.65}"/>'
        f'<path d="{ends}{other}" fill="none" stroke="{DAY.ink}" stroke-width="1.6"{dashes}/>',
    )


def _svg(side: int, drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" '
        f'viewBox="0 0 {side} {side}">{drawn}</svg>'
    )
