"""Claims: the verdict follows from the draws, and scenarios change only what they name."""

from __future__ import annotations

import pytest

from capital import Calibration, Model, Parameter
from capital.ai.claims import Claim, decide, medians, read_scenario
from capital.errors import DataError, UnitError, UnknownNameError

LAW = Model.from_text(["r = e/(1 + k)"])
ASSUMED = Calibration(
    e=Parameter(1, source="a survey", evidence="estimate"),
    k=Parameter(lower=1, upper=9, unit="1", source="a filing", evidence="reported"),
)


def claim(condition, calibration=ASSUMED):
    return Claim("key", "words", LAW, calibration, condition, "r", "percent", "more figures")


@pytest.mark.parametrize(
    ("condition", "verdict", "share"),
    [
        ("r < 1/5", "holds only if k > 4", 5 / 8),
        ("r > 1/5", "holds only if k < 4", 3 / 8),
        ("r < 2/3", "holds", 1),
        ("r < 1/20", "fails", 0),
    ],
)
def test_verdict_follows_from_the_share_of_draws(condition, verdict, share):
    found = decide(claim(condition), draws=2**14)
    assert found.verdict == verdict
    assert found.share == pytest.approx(share, abs=0.002)
    assert (found.lower, found.middle, found.upper) == pytest.approx(
        (1 / (1 + 8.8), 1 / 6, 1 / 2.2), rel=0.01
    )
    assert found.evidence.value == "estimate"
    assert found.deciding == "k"
    assert (found.outside, found.undefined) == (0, 0)


def test_the_deciding_assumption_is_the_one_that_moves_most():
    both = ASSUMED.replace(e=Parameter(lower=0.9, upper=1.1))
    found = decide(claim("r < 1/5", both), draws=2**14)
    assert list(found.indices.index) == ["k", "e"]
    assert found.turns_at == pytest.approx(4)


def test_nothing_uncertain_decides_nothing():
    sure = Calibration(e=1, k=4)
    found = decide(claim("r < 1/4", sure), draws=2**14)
    assert (found.verdict, found.deciding, found.middle) == ("holds", "", pytest.approx(1 / 5))


def test_medians_of_every_shape():
    found = medians(
        Calibration(a=Parameter(lower=1, upper=4, shape="lognormal"), b=Parameter(3, se=1), c=2)
    )
    assert found == pytest.approx({"a": 2, "b": 3, "c": 2})


def test_a_scenario_replaces_what_it_names(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text('[law.k]\nlower = 5\nupper = 9\nunit = "1"\nsource = "our guess"\n')
    changed = read_scenario(file, {"law": ASSUMED, "other": ASSUMED})
    assert changed["law"]["k"].ends == (5, 9)
    assert changed["law"]["e"] == ASSUMED["e"]
    assert changed["other"] is ASSUMED
    assert ASSUMED["k"].ends == (1, 9)
    assert decide(claim("r < 1/5", changed["law"]), draws=2**14).verdict == "holds"


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ('[lw.k]\nvalue = 1\nunit = "1"', UnknownNameError, "did you mean ‘law’"),
        ('[law.kk]\nvalue = 1\nunit = "1"', UnknownNameError, "there is no parameter ‘kk’"),
        ("[law.k]\nvalue = 1", UnitError, "the unit is missing"),
        ('[law.k]\nvalue = 1\nunit = "year"', UnitError, "the unit is year, not 1"),
        ('[law.k]\nvalue = "one"\nunit = "1"', DataError, "‘one’, which is no number"),
        ('[law.k]\nvalue = true\nunit = "1"', DataError, "which is no number"),
        ('[law.k]\nvalu = 1\nunit = "1"', UnknownNameError, "did you mean ‘value’"),
        ('[law.k]\nlower = 3\nupper = 1\nunit = "1"', DataError, "upside down"),
        ("[law]\nk = 3", DataError, "neither value nor unit"),
        ("law = 3", DataError, "no table of parameters"),
        ("[law.k", DataError, "is no TOML"),
    ],
)
def test_a_bad_scenario_is_named(tmp_path, text, error, words):
    file = tmp_path / "s.toml"
    file.write_text(text)
    with pytest.raises(error, match=words):
        read_scenario(file, {"law": ASSUMED})


def test_a_missing_scenario_is_an_error(tmp_path):
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read_scenario(tmp_path / "none.toml", {"law": ASSUMED})
