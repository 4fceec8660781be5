"""Documents to print: the same bytes for the same values, and no value is ever markup."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import pdfplumber
import pytest

from vidik.errors import VidikError
from vidik.jobs.claims import check_claims, report_claims
from vidik.outside.typeset import typeset
from vidik.report.texts import known_languages, texts_of
from vidik.report.trials_report import trials_report


def said(language="en", **changed):
    trials = check_claims(None)[0]
    if changed:
        trials = (replace(trials[0], trial=replace(trials[0].trial, **changed)),)
    return trials_report(trials, texts_of(language), version="1", confidence=0.95)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


@pytest.mark.parametrize("language", known_languages())
def test_every_language_is_set_and_says_what_does_not_add_up(language):
    text = text_of(typeset("trials", said(language)))
    assert "549 + 347 + 85 = 981" in text
    assert "\ufffd" not in text


def test_every_trial_rate_and_source_is_there():
    told = said()
    text = text_of(typeset("trials", told))
    assert len(told["trials"]["rows"]) == 23
    for row in told["trials"]["rows"]:
        assert row["operator"] in text
        for _asked, share, _rests in row["known"]:
            assert share.split(" (")[0] in text
    assert len({number for number, _kind, _url in told["sources"]["rows"]}) == len(
        told["sources"]["rows"]
    )
    assert "https://www.cyberswissguards.com/?p=17233" in text.replace("\n", "")


def test_the_same_values_give_the_same_bytes():
    assert typeset("trials", said()) == typeset("trials", said())


@pytest.mark.parametrize(
    "hostile",
    ['#panic("read")', "$x^2$ *bold* _it_ <label> @ref", '#read("/etc/passwd")', "\\ ` ' \" //"],
)
def test_what_somebody_wrote_is_text(hostile):
    assert hostile in text_of(typeset("trials", said(operator=hostile)))


def test_whoever_has_no_typst_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(VidikError, match="typst is not installed"):
        typeset("trials", said())


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(VidikError, match="cannot be written"):
        report_claims(tmp_path / "no" / "report.pdf")
    assert list(tmp_path.iterdir()) == []
