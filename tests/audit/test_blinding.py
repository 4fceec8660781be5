"""Blinding: what names and order give away, which is nothing, and what hashes hold fast."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.audit.blinding import blinded, canonical, commitment, follows
from vidik.model.blind_test import PlannedSample, Results, Sample

SEED = bytes(range(32))

samples = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["gallery", "probe"]), st.sampled_from("ab")),
    min_size=2,
    max_size=12,
).filter(lambda some: {role for _, role, _ in some} == {"gallery", "probe"})


def made(some):
    return [
        Sample(f"/pictures/{subject}-{i}.png", f"P{subject}", group, role, "synthetic: nobody")
        for i, (subject, role, group) in enumerate(some)
    ]


def blind(some, mode="verification", seed=SEED, **more):
    pixels = [hashlib.sha256(one.file.encode()).hexdigest() for one in some]
    return blinded(some, pixels, mode, thresholds=[1.0], seed=seed, **more)


@given(samples)
@settings(max_examples=50)
def test_each_probe_is_compared_with_each_picture_of_the_gallery_once(some):
    some = made(some)
    plan, labels = blind(some)
    name = {one.file: label.name for one, label in zip(some, labels.labels, strict=True)}
    pairs = {
        (name[one.file], name[other.file])
        for one in some
        for other in some
        if (one.role, other.role) == ("gallery", "probe")
    }
    assert {one.samples for one in plan.questions} == pairs
    assert len(plan.questions) == len(pairs)
    assert plan.gallery == ()


@given(samples, st.integers(1, 3))
@settings(max_examples=50)
def test_all_of_ones_own_and_so_many_of_others_are_drawn(some, nonmated):
    some = made(some)
    plan, labels = blind(some, nonmated=nonmated)
    whose = {one.name: one.subject for one in labels.labels}
    for probe in (one.name for one in labels.labels if one.role == "probe"):
        others = [
            one for one in labels.labels if one.role == "gallery" and one.subject != whose[probe]
        ]
        asked = [whose[q.samples[0]] for q in plan.questions if q.samples[1] == probe]
        own = sum(one.role == "gallery" and one.subject == whose[probe] for one in labels.labels)
        assert sum(subject == whose[probe] for subject in asked) == own
        assert len(asked) - own == min(nonmated, len(others))


@given(samples, st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_the_plan_says_nothing_of_who_is_who(some, seed):
    some = made(some)
    for mode in ("verification", "identification"):
        plan, labels = blind(some, mode, seed)
        shown = json.dumps(asdict(plan))
        for one in plan.samples:
            shown = shown.replace(one.fingerprint, "")
        assert "pictures" not in shown
        assert not any(f'"P{number}"' in shown for number in range(6))
        assert seed.hex() not in shown
        # everything stands in the order of names, and these are drawn
        for names in ([one.name for one in plan.samples], [one.name for one in plan.questions]):
            assert names == sorted(set(names))
        assert plan.labels == commitment(labels)


def test_a_plan_names_no_file_elsewhere():
    with pytest.raises(ValueError, match="no name of a picture"):
        PlannedSample("../../home/picture", "0" * 64)


def test_where_mated_questions_stand_is_chance():
    """Of 200 seeds, the first question is about one person as often as any question is."""
    some = made([(i, role, "a") for i in range(4) for role in ("gallery", "probe")])
    first = 0
    for number in range(200):
        plan, labels = blind(some, seed=number.to_bytes(32))
        whose = {one.name: one.subject for one in labels.labels}
        first += len({whose[name] for name in plan.questions[0].samples}) == 1
    # 4 of 16; within three deviations of 50 of 200
    assert abs(first - 50) < 19


def test_the_same_seed_gives_the_same_test_and_another_another():
    some = made([(0, "gallery", "a"), (0, "probe", "a"), (1, "gallery", "b")])
    assert blind(some) == blind(some)
    plan, labels = blind(some, seed=bytes(32))
    assert plan != blind(some)[0]
    assert commitment(labels) != commitment(blind(some)[1])


@given(samples, st.sampled_from(["verification", "identification"]))
@settings(max_examples=50)
def test_a_plan_follows_from_its_seed_or_was_not_drawn(some, mode):
    plan, labels = blind(made(some), mode)
    assert follows(plan, labels)
    one = plan.questions[0]
    for other in (
        replace(plan, questions=plan.questions[::-1])
        if len(plan.questions) > 1
        else replace(plan, questions=(replace(one, name="0" * 24),)),
        replace(plan, questions=(replace(one, name="z" * 24), *plan.questions[1:])),
        replace(plan, synthetic=False),
        replace(plan, samples=plan.samples[::-1]),
    ):
        assert not follows(other, labels)
    assert not follows(plan, replace(labels, seed=bytes(32).hex()))
    assert not follows(plan, replace(labels, labels=labels.labels[1:]))


@given(samples, st.data())
@settings(max_examples=50)
def test_whatever_is_changed_changes_the_hash(some, data):
    plan, labels = blind(made(some))
    i = data.draw(st.integers(0, len(labels.labels) - 1))
    field = data.draw(st.sampled_from(["name", "file", "subject", "group", "consent"]))
    one = labels.labels[i]
    changed = replace(one, **{field: getattr(one, field) + "x"})
    other = replace(labels, labels=(*labels.labels[:i], changed, *labels.labels[i + 1 :]))
    assert commitment(other) != commitment(labels)
    assert commitment(replace(plan, thresholds=(1.5,))) != commitment(plan)
    results = Results(commitment(plan), "00", (), ())
    assert commitment(replace(results, salt="01")) != commitment(results)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)  # fmt: skip
def test_canonical_json_reads_back_and_knows_no_order(value):
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text
    assert text.isascii()
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == text


def test_what_is_no_number_has_no_form():
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical(float("nan"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": b"short"}, "32 bytes"),
        ({"fingerprints": ["a", "a"]}, "same picture twice"),
        ({"samples": made([(0, "gallery", "a"), (1, "gallery", "a")])}, "one to ask about"),
        ({"thresholds": []}, "chosen before the run"),
        ({"thresholds": [float("inf")]}, "chosen before the run"),
        ({"mode": "recognition"}, "neither verification nor identification"),
        (
            {"samples": made([(0, "gallery", "a"), (1, "probe", "a")]), "nonmated": 0},
            "nothing is asked",
        ),
    ],
)
def test_what_is_no_test_is_said(change, said):
    asked = {
        "samples": made([(0, "gallery", "a"), (0, "probe", "a")]), "fingerprints": ["a", "b"],
        "mode": "verification", "thresholds": [1.0], "seed": SEED,
    } | change  # fmt: skip
    with pytest.raises(ValueError, match=said):
        blinded(asked.pop("samples"), asked.pop("fingerprints"), asked.pop("mode"), **asked)


@pytest.mark.parametrize("field", ["file", "subject", "consent"])
def test_a_picture_of_nobody_or_without_consent_is_none(field):
    with pytest.raises(ValueError, match=f"no {field}"):
        replace(Sample("f", "s", "", "probe", "c"), **{field: " "})
