"""The long run and displacement in the study: every choice, every design, every placebo."""

from __future__ import annotations

import pytest

from capital import econometrics, measure
from capital.econometrics.displacement import DESIGNS
from capital.study import displacement, long_run


@pytest.fixture(scope="module")
def long():
    return long_run.chapter()


@pytest.fixture(scope="module")
def labour():
    return displacement.chapter()


def found(chapter):
    return {finding.key: finding for finding in chapter.findings}


def test_every_combination_of_choices_is_a_row(long):
    table = next(i for i in long.sections[0].items if i.key == "us-specifications").frame
    count = 1
    for values in long_run.CHOICES.values():
        count *= len(values)
    assert len(table) == count == found(long)["us.curve.specifications"].value
    row = table[
        (table["sector"] == "nonfinancial") & (table["valuation"] == "current")
        & (table["stock"] == "opening") & table["residential"]
        & (table["start"] == 1948) & (table["end"] == 2007)
    ].iloc[0]  # fmt: skip
    r = measure.us_corporate().rate_of_profit
    fit = econometrics.trend(r, start=1948, end=2007)
    assert row["estimate"] == pytest.approx(fit.percent_per_period)
    assert row["estimate"] == pytest.approx(-0.66, abs=0.01)


def test_the_first_year_decides_more_than_the_valuation(long):
    values = found(long)
    matters = {c: values[f"us.curve.matters.{c}"].value for c in long_run.CHOICES}
    assert max(matters, key=matters.get) == "start"
    assert 0 < values["us.curve.share-negative"].value < 1
    assert "accounting" in values["us.curve.matters.start"].note


def test_breaks_have_intervals_and_relations_their_nulls(long):
    values = found(long)
    for valuation in long_run.VALUATIONS:
        for i in range(1, int(values[f"us.breaks.{valuation}.number"].value) + 1):
            date = values[f"us.breaks.{valuation}.{i}"]
            assert date.lower <= date.value <= date.upper
    relations = [f for key, f in values.items() if key.startswith("us.relations")]
    assert len(relations) >= 5
    assert all("null hypothesis" in f.formula for f in relations)


def test_every_design_stands_beside_its_placebo(labour):
    keys = list(found(labour))
    for design in DESIGNS:
        stem = f"displacement.{design.lower()}"
        assert any(key.startswith(f"{stem}.estimate") for key in keys), design
        assert any(key.startswith(f"{stem}.placebo") for key in keys), design
    table = labour.sections[0].items[0].frame
    assert list(table["design"]) == list(DESIGNS)
    assert (table["cannot show"].str.len() > 30).all()


def test_the_curve_of_displacement_holds_the_main_estimate(labour):
    table = next(
        i for i in labour.sections[1].items if i.key == "displacement-specifications"
    ).frame
    main = econometrics.displacement.long_difference(exposure=["anthropic_observed"], wild_draws=0)
    row = table[
        (table["exposure"] == "anthropic_observed") & (table["base"] == 2022)
        & (table["end"] == 2025) & (table["weights"] == "employment")
        & (table["specification"] == "within")
    ].iloc[0]  # fmt: skip
    assert row["estimate"] == pytest.approx(
        main.estimates.loc[("anthropic_observed", "within"), "params"]
    )
