"""Designs on occupations: by hand, invariant, and empty where the scores mean nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from capital import datasets
from capital.econometrics.displacement.event import occupation_event_study
from capital.econometrics.displacement.exposure import (
    COMPONENT,
    MEASURES,
    first_component,
    measured,
    rank_correlations,
    standardised,
)
from capital.econometrics.displacement.occupations import long_difference, wages
from capital.econometrics.displacement.sectors import sector_cells
from capital.errors import DataError, UnknownNameError


@pytest.fixture(scope="module")
def table():
    return datasets.load("us_occupations")


@pytest.fixture(scope="module")
def found():
    return long_difference()


def by_hand(table, measure, base, end, within):
    part = table.dropna(
        subset=[*MEASURES, f"employment_{base}", f"employment_{end}", f"wage_{base}"]
    )
    w = part[f"employment_{base}"].to_numpy(dtype=float)
    x = part[measure].to_numpy(dtype=float)
    x = (x - np.average(x, weights=w)) / np.sqrt(np.cov(x, aweights=w, ddof=0))
    y = 100 * np.log((part[f"employment_{end}"] / part[f"employment_{base}"]).to_numpy(dtype=float))
    wage = np.log(part[f"wage_{base}"].to_numpy(dtype=float))
    X = np.column_stack([x, wage, np.ones(len(x))])
    if within:
        X = np.column_stack([x, wage, pd.get_dummies(part["major_group"], dtype=float)])
    root = np.sqrt(w)[:, None]
    b, *_ = np.linalg.lstsq(X * root, y * root[:, 0], rcond=None)
    residual = y - X @ b
    bread = np.linalg.inv(X.T @ (w[:, None] * X))
    scores = X * (w * residual)[:, None]
    sums = pd.DataFrame(scores).groupby(part["major_group"].to_numpy()).sum().to_numpy()
    n, k, g = len(y), X.shape[1], len(sums)
    V = g / (g - 1) * (n - 1) / (n - k) * bread @ sums.T @ sums @ bread
    return b[0], np.sqrt(V[0, 0]), n


@pytest.mark.parametrize("measure", list(MEASURES))
@pytest.mark.parametrize("kind", ["across", "within"])
def test_R1_by_hand(found, table, measure, kind):
    row = found.estimates.loc[(measure, kind)]
    b, se, n = by_hand(table, measure, 2022, 2025, kind == "within")
    assert row["params"] == pytest.approx(b, rel=1e-8)
    assert row["bse"] == pytest.approx(se, rel=1e-8)
    assert row["nobs"] == n
    placebo = found.placebo.loc[(measure, kind)]
    assert placebo["params"] == pytest.approx(
        by_hand(table, measure, 2017, 2019, kind == "within")[0]
    )


def test_R1_falls_between_major_groups_and_hardly_within(found):
    across = found.estimates.xs("across", level="specification")["params"]
    within = found.estimates.xs("within", level="specification")["params"]
    assert (across < 0).all()
    assert (within.abs() < across.abs()).all()
    assert (within.abs() < 1.5).all()
    assert list(across.index) == [*MEASURES, COMPONENT]


def test_R1_says_its_null_errors_sample_and_what_it_cannot_show(found):
    text = str(found)
    for words in ("Null of each p-value", "clustered on 22 of major_group", "751 observations",
                  "Cannot show: It cannot tell AI", "75 with no exposure score"):  # fmt: skip
        assert words in text
    assert any("placebo across major groups is not passed" in note for note in found.notes)
    adjusted = found.estimates["pvalues_adjusted"]
    assert (adjusted >= found.estimates["pvalues_wild"] - 1e-12).all()
    assert found.evidence.value == "estimate"


def test_scale_and_shift_of_a_score_change_nothing(table):
    one = long_difference(exposure=["anthropic_observed"])
    moved = table.assign(anthropic_observed=3 + 10 * table["anthropic_observed"])
    other = long_difference(exposure=["anthropic_observed"], frame=moved)
    np.testing.assert_allclose(
        one.estimates[["params", "bse"]], other.estimates[["params", "bse"]], rtol=1e-7
    )


def test_scores_dealt_at_random_show_nothing(table):
    rng = np.random.default_rng(0)
    known = table["anthropic_observed"].dropna()
    found = []
    for _ in range(8):
        dealt = pd.Series(rng.permutation(known), known.index)
        frame = table.assign(anthropic_observed=dealt)
        part = long_difference(exposure=["anthropic_observed"], frame=frame)
        found.append(part.estimates["params"].loc[("anthropic_observed", "within")])
    assert abs(np.mean(found)) < 2 * np.std(found) / np.sqrt(8) + 0.2


def test_weights_change_the_answer_and_are_said():
    plain = long_difference(exposure=["anthropic_observed"], weights="none")
    precise = long_difference(exposure=["anthropic_observed"], weights="precision")
    assert plain.estimates["params"].iloc[0] != precise.estimates["params"].iloc[0]


def test_R4_wages_with_quantiles():
    found = wages(exposure=["eloundou_gpt4_beta", "anthropic_observed"])
    assert set(found.details["quantiles"].index.get_level_values("quantile")) == {
        0.1, 0.25, 0.5, 0.75, 0.9,
    }  # fmt: skip
    assert (found.estimates["params"].abs() < 2).all()
    assert "mean wage" in found.shows


def test_R2_is_the_event_study_of_the_unchanged_codes(table):
    found = occupation_event_study()
    study = found.details["studies"]["anthropic_observed"]
    assert study.units == 655
    row = found.estimates.loc[("anthropic_observed", 2025)]
    assert row["params"] == pytest.approx(100 * study.table.loc[2025, "deviation"])
    assert found.placebo.loc[("anthropic_observed", 2019), "params"] == pytest.approx(
        100 * study.table.loc[2019, "estimate"]
    )
    assert [test.name for test in found.tests] == [*MEASURES, COMPONENT]
    assert all(test.rejected for test in found.tests)
    assert "no effect can be read off" in found.notes[1]


def test_R3_within_sectors_by_hand(table):
    found = sector_cells(exposure=["anthropic_observed"], draws=199)
    cells = datasets.load("us_sector_occupations")
    scored = table.dropna(subset=["anthropic_observed", "employment_2022"])
    x = standardised(scored[["anthropic_observed"]], scored["employment_2022"].astype(float))
    rows = cells.merge(x.assign(soc=scored["soc"]), on="soc").dropna()
    w = rows["employment_2022"].to_numpy(dtype=float)
    y = 100 * np.log((rows["employment_2025"] / rows["employment_2022"]).to_numpy(dtype=float))
    X = np.column_stack(
        [rows["anthropic_observed"], np.log(rows["wage_2022"].to_numpy(dtype=float)),
         pd.get_dummies(rows["naics"], dtype=float)]
    )  # fmt: skip
    root = np.sqrt(w)[:, None]
    b = np.linalg.lstsq(X * root, y * root[:, 0], rcond=None)[0]
    row = found.estimates.loc["anthropic_observed"]
    assert row["params"] == pytest.approx(b[0], rel=1e-8)
    placebo = found.placebo.loc["anthropic_observed"]
    assert abs(placebo["params"]) < 4 * placebo["bse"] / np.sqrt(199)
    again = sector_cells(exposure=["anthropic_observed"], draws=199)
    pd.testing.assert_frame_equal(found.placebo, again.placebo)


def test_the_component_is_the_eigenvector_of_the_weighted_correlations(table):
    part = table.dropna(subset=[*MEASURES, "employment_2022"])
    w = part["employment_2022"].astype(float)
    scores = part[list(MEASURES)]
    component = first_component(scores, w)
    unit = standardised(scores, w)
    correlation = (unit.mul(w / w.sum(), axis=0)).T @ unit
    values, vectors = np.linalg.eigh(correlation)
    assert component.attrs["share"] == pytest.approx(values[-1] / 3)
    loading = np.abs(vectors[:, -1])
    np.testing.assert_allclose(list(component.attrs["loadings"].values()), loading, rtol=1e-8)
    assert np.average(component**2, weights=w) == pytest.approx(1)
    assert list(measured(part, None, w)) == [*MEASURES, COMPONENT]


def test_measures_do_not_agree(table):
    ranks = rank_correlations(table[list(MEASURES)])
    a, b = table["eloundou_gpt4_beta"], table["anthropic_observed"]
    both = a.notna() & b.notna()
    assert ranks.loc[a.name, b.name] == pytest.approx(spearmanr(a[both], b[both]).statistic)
    assert ranks.loc[a.name, b.name] < 0.9


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda t: long_difference(exposure=["webb"]), UnknownNameError, "there is no exposure"),
        (lambda t: long_difference(base=1999), DataError, "there is no employment_1999"),
        (lambda t: long_difference(weights="gdp"), UnknownNameError, "no weights ‘gdp’"),
        (
            lambda t: long_difference(frame=t.assign(wage_2022=np.nan)),
            DataError,
            "no occupation has",
        ),
        (lambda t: occupation_event_study(frame=t.assign(unchanged=0)), DataError, "no occupation"),
        (lambda t: sector_cells(cells=datasets.load("us_sector_occupations").assign(soc="99-9999")),
         DataError, "no cell has"),
        (lambda t: standardised(pd.DataFrame({"x": [1.0, 1.0]}), pd.Series([1.0, 2.0])), DataError,
         "same for all"),
        (lambda t: first_component(t[["anthropic_observed"]], t["employment_2022"]), DataError,
         "one score has no component"),
    ],
)  # fmt: skip
def test_bad_input_is_named(table, call, error, words):
    with pytest.raises(error, match=words):
        call(table)
