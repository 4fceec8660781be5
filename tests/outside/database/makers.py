"""Statements to put into registers."""

import datetime as dt
from types import MappingProxyType

from hypothesis import strategies as st

from vidik.model.observation import Claim, Observation
from vidik.model.origin import Edition, Kind, Obtained, Origin
from vidik.outside.database.register import Ended

DAY = dt.date(2025, 3, 1)
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def origin(key="list", **told):
    return Origin(
        **{
            "key": key,
            "name": f"The {key}",
            "kind": Kind.OFFICIAL,
            "licence": "CC0-1.0",
            "attribution": f"© {key}",
            "obtained": Obtained.REQUESTED,
            **told,
        }
    )


def edition(origin="list", file="a.csv", **told):
    return Edition(
        **{
            "origin": origin,
            "sha256": f"{abs(hash(file)):064x}"[:64],
            "file": file,
            "format": "csv",
            "dated": DAY,
            "retrieved": None,
            "recorded": NOON,
            **told,
        }
    )


def said(object=None, *, origin="list", lon=20.4, lat=44.8, **told):
    return Observation(origin, object, told.pop("claim", Claim.PRESENT), lon, lat, **told)


def take(register, edition, statements, *, rejected=(), places=None):
    """Take statements in, each from the row where it stands."""
    rows = [(f"row {i}", one) for i, one in enumerate(statements, 1)]
    return register.take_in(edition, rows, lambda: Ended(edition.dated, rejected))


texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8
)
observations = st.builds(
    Observation,
    origin=st.just("list"),
    object=st.none() | texts,
    claim=st.sampled_from(Claim),
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    accuracy_m=st.none() | st.floats(0, 1e4),
    observed=st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
    devices=st.integers(1, 64),
    attributes=st.dictionaries(texts, texts, max_size=3).map(MappingProxyType),
)


def told_once(statements):
    """Return statements of a list in which no object is named twice."""
    named = {one.object: one for one in statements if one.object is not None}
    return [one for one in statements if one.object is None] + list(named.values())
