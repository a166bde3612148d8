"""Designs on occupations: by hand, invariant, and empty where the scores mean nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.stats import spearmanr
from scipy.stats import t as student

from capital import datasets
from capital.econometrics.displacement._differences import Equation, differences, wage_jumps
from capital.econometrics.displacement._sample import bare
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


def by_hand(table, measure, base, end, within, weights="employment", outcome="employment"):
    """Return b, its clustered and its HC1 error, and n, by dummies and the sandwich written out."""
    years = [f"{outcome}_{base}", f"{outcome}_{end}", f"employment_{base}", f"wage_{base}"]
    part = table[(table["unchanged"] == 1) | (base > 2020)].dropna(subset=[*MEASURES, *years])
    size = part[f"employment_{base}"].to_numpy(dtype=float)
    x = part[measure].to_numpy(dtype=float)
    x = (x - np.average(x, weights=size)) / np.sqrt(np.cov(x, aweights=size, ddof=0))
    w = {"employment": size, "none": np.ones(len(x))}.get(weights)
    if weights == "precision":
        w = np.maximum(part[f"employment_rse_{base}"].to_numpy(dtype=float), 0.1) ** -2.0
    y = 100 * np.log((part[f"{outcome}_{end}"] / part[f"{outcome}_{base}"]).to_numpy(dtype=float))
    wage = np.log(part[f"wage_{base}"].to_numpy(dtype=float))
    X = np.column_stack([x, wage, np.ones(len(x))])
    if within:
        X = np.column_stack([x, wage, pd.get_dummies(part["major_group"], dtype=float)])
    root = np.sqrt(w)[:, None]
    b, *_ = np.linalg.lstsq(X * root, y * root[:, 0], rcond=None)
    bread = np.linalg.inv(X.T @ (w[:, None] * X))
    scores = X * (w * (y - X @ b))[:, None]
    sums = pd.DataFrame(scores).groupby(part["major_group"].to_numpy()).sum().to_numpy()
    n, k, g = len(y), X.shape[1], len(sums)
    V = g / (g - 1) * (n - 1) / (n - k) * bread @ sums.T @ sums @ bread
    robust = n / (n - k) * bread @ scores.T @ scores @ bread
    return b[0], np.sqrt(V[0, 0]), np.sqrt(robust[0, 0]), n


@pytest.mark.parametrize("measure", list(MEASURES))
@pytest.mark.parametrize("kind", ["across", "within"])
def test_R1_by_hand(found, table, measure, kind):
    for rows, years in ((found.estimates, (2022, 2025)), (found.placebo, (2017, 2019))):
        row = rows.loc[(measure, kind)]
        b, clustered, robust, n = by_hand(table, measure, *years, kind == "within")
        assert row["params"] == pytest.approx(b, rel=1e-8)
        assert row["bse"] == pytest.approx(clustered, rel=1e-8)
        assert row["bse_hc1"] == pytest.approx(robust, rel=1e-8)
        assert row["nobs"] == n


@pytest.mark.parametrize("weights", ["none", "precision"])
@pytest.mark.parametrize("kind", ["across", "within"])
def test_R1_by_hand_under_other_weights(found, table, weights, kind):
    other = long_difference(weights=weights, wild_draws=0)
    label = {"none": "no weights", "precision": "1/RSE²"}[weights]
    for measure in MEASURES:
        b, clustered, _, n = by_hand(table, measure, 2022, 2025, kind == "within", weights)
        row = other.estimates.loc[(measure, kind)]
        assert (row["params"], row["bse"]) == pytest.approx((b, clustered), rel=1e-8)
        beside = found.details["checks"].loc[(measure, kind, label)]
        assert (beside["params"], beside["bse"]) == pytest.approx((b, clustered), rel=1e-8)
        assert beside["nobs"] == n
        before = other.placebo.loc[(measure, kind), "params"]
        assert before == pytest.approx(
            by_hand(table, measure, 2017, 2019, kind == "within", weights)[0], rel=1e-8
        )


def test_the_check_on_unchanged_codes_is_that_sample_but_for_the_scale(found, table):
    other = long_difference(
        exposure="anthropic_observed", frame=table[table["unchanged"] == 1], wild_draws=0
    )
    row = found.details["checks"].loc[("anthropic_observed", "within", "unchanged codes")]
    own = other.estimates.loc[("anthropic_observed", "within")]
    assert row["params"] / row["bse"] == pytest.approx(own["tvalues"], rel=1e-8)
    assert row["nobs"] == own["nobs"]


def test_weights_by_printed_errors_rest_on_a_few_post_offices(found, table):
    effective = found.details["checks"]["effective"].groupby("check").first()
    assert effective["1/RSE²"] < 30 < 300 < effective["1/RSE², RSE at least 1 %"]
    assert effective["no weights"] == pytest.approx(751)
    never = table[table["employment_rse_2022"] == 0]
    assert sorted(never["soc"]) == ["11-9131", "43-5051", "43-5052"]
    words = long_difference(weights="precision", wild_draws=0).notes
    assert any("no more than 25 occupations of equal weight" in note for note in words)


def test_occupations_ten_times_as_large_change_nothing(table):
    larger = table.copy()
    columns = [name for name in table.columns if name.startswith("employment_20")]
    larger[columns] = 10 * larger[columns]
    one, other = (
        long_difference(exposure="anthropic_observed", wild_draws=0, frame=given).estimates
        for given in (table, larger)
    )
    np.testing.assert_allclose(one[["params", "bse"]], other[["params", "bse"]], rtol=1e-9)


def test_who_is_left_out_is_named_with_the_reason(found, table):
    left = found.details["dropped"]
    assert len(left) + found.nobs == len(table) == 829
    assert list(left.columns) == ["soc", "title", "reason"]
    assert left["reason"].value_counts().to_dict() == {
        "no exposure score": 75, "no wage in 2022": 3,
    }  # fmt: skip
    before = found.details["dropped_placebo"]
    assert (before["reason"] == "a code that changed").sum() == 136
    developers = before.set_index("soc").loc["15-1252"]
    assert (developers["title"], developers["reason"]) == (
        "Software Developers", "a code that changed",
    )  # fmt: skip


def test_major_effects_and_controls_are_chosen(found, table):
    across = long_difference(major_effects=False, wild_draws=0)
    assert set(across.estimates.index.get_level_values("specification")) == {"across"}
    assert "μ_major" not in across.equation
    np.testing.assert_allclose(
        across.estimates["params"],
        found.estimates.xs("across", level="specification", drop_level=False)["params"],
    )
    within = long_difference(major_effects=True, wild_draws=0, controls=())
    assert within.equation == "100·Δln E = a + b·x + μ_major + u"
    part = table.dropna(subset=["anthropic_observed"])
    w = part["employment_2022"].to_numpy(dtype=float)
    X = np.column_stack(
        [part["anthropic_observed"], pd.get_dummies(part["major_group"], dtype=float)]
    )
    y = 100 * np.log((part["employment_2025"] / part["employment_2022"]).to_numpy(dtype=float))
    spread = np.sqrt(np.cov(X[:, 0], aweights=w, ddof=0))
    root = np.sqrt(w)[:, None]
    b = np.linalg.lstsq(X * root, y * root[:, 0], rcond=None)[0][0] * spread
    alone = long_difference(
        exposure="anthropic_observed", major_effects=True, wild_draws=0, controls=()
    )
    assert alone.estimates["params"].item() == pytest.approx(b, rel=1e-8)
    more = table.assign(before=np.log(table["employment_2022"] / table["employment_2021"]))
    third = long_difference(frame=more, controls=["log_wage", "before"], wild_draws=0)
    assert "c·before" in third.equation
    assert "before" in third.details["fits"]["anthropic_observed", "within"].params


def test_R1_falls_between_major_groups_and_hardly_within(found):
    across = found.estimates.xs("across", level="specification")["params"]
    within = found.estimates.xs("within", level="specification")["params"]
    assert (across < 0).all()
    assert (within.abs() < across.abs()).all()
    assert (within.abs() < 1.5).all()
    assert list(across.index) == [*MEASURES, COMPONENT]


def test_R1_grew_apart_at_the_same_pace_before(found):
    """Three years after and two before: only a year can be compared with a year."""
    after = found.estimates.xs("across", level="specification")["params"] / 3
    before = found.placebo.xs("across", level="specification")["params"] / 2
    assert (before < 0).all()
    assert ((after - before).abs() < 0.4).all()
    assert "(−1.1 to −0.7 a year) across" in found.shows
    assert "(−1.1 to −0.6 a year) across" in found.shows


def test_R1_says_its_null_errors_sample_and_what_it_cannot_show(found):
    text = found.summary()
    for words in ("Null of each p-value", "clustered on 22 of major_group", "751 observations",
                  "Cannot show: It cannot tell AI", "75 with no exposure score",
                  "few clusters: 22", "Compare: Brynjolfsson"):  # fmt: skip
        assert words in text
    assert any("placebo across major groups is not passed" in note for note in found.notes)
    within = next(note for note in found.notes if "within major groups is passed" in note)
    assert "paths of that size are not excluded" in within
    assert "@techreport{BrynjolfssonChandarChen2025" in found.references
    assert found.evidence.value == "estimate"
    plain = long_difference(exposure="anthropic_observed", wild_draws=0)
    assert any("and the former by Holm" in note for note in plain.notes)


def test_p_values_are_adjusted_over_the_measures(found):
    wild = found.estimates["pvalues_wild"].xs("across", level="specification").sort_values()
    steps = np.minimum(np.maximum.accumulate(wild.to_numpy() * [4, 3, 2, 1]), 1)
    adjusted = found.estimates["pvalues_adjusted"].xs("across", level="specification")
    np.testing.assert_allclose(adjusted[wild.index], steps)


def test_scale_and_shift_of_a_score_change_nothing(table):
    one = long_difference(exposure=["anthropic_observed"])
    moved = table.assign(anthropic_observed=3 + 10 * table["anthropic_observed"])
    other = long_difference(exposure=["anthropic_observed"], frame=moved)
    np.testing.assert_allclose(
        one.estimates[["params", "bse"]], other.estimates[["params", "bse"]], rtol=1e-7
    )


@pytest.mark.parametrize(("kind", "years"), [("across", (2022, 2025)), ("within", (2017, 2019))])
def test_scores_dealt_at_random_centre_on_zero(table, kind, years):
    rng = np.random.default_rng(0)
    known = table["anthropic_observed"].dropna()
    found, draws = [], 60
    for _ in range(draws):
        frame = bare(table).assign(
            anthropic_observed=pd.Series(rng.permutation(known), known.index), unchanged=1
        )
        equation = Equation(
            "employment", ["anthropic_observed"], "employment", (kind,), ("log_wage",), 0, frame
        )
        found.append(differences(equation, *years).frame["params"].item())
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(draws)
    assert np.std(found) > 0.3


def test_R4_by_hand_with_quantiles(table):
    found = wages(wild_draws=0)
    for measure in MEASURES:
        for kind in ("across", "within"):
            b, clustered, _, n = by_hand(
                table, measure, 2022, 2025, kind == "within", outcome="wage"
            )
            row = found.estimates.loc[(measure, kind)]
            assert (row["params"], row["bse"]) == pytest.approx((b, clustered), rel=1e-8)
            assert row["nobs"] == n
    quantiles = found.details["quantiles"]
    assert quantiles.index.names == ["measure", "quantile", "term"]
    assert set(quantiles.index.get_level_values("measure")) == {*MEASURES, COMPONENT}
    assert (found.estimates["params"].abs() < 2).all()
    assert "mean wage" in found.shows
    assert any("above 1 % on earnings" in note for note in found.notes)


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_R4_quantile_is_the_linear_programme(table, share):
    """A quantile regression minimises the tilted absolute error: solved here as a programme."""
    found = wages(exposure="anthropic_observed", wild_draws=0)
    rows, x = found.details["rows"], found.details["scores"]["anthropic_observed"]
    X = np.column_stack([np.ones(len(x)), x, rows["log_wage"]])
    n, k = X.shape
    best = linprog(
        np.r_[np.zeros(k), np.full(n, share), np.full(n, 1 - share)],
        A_eq=np.hstack([X, np.eye(n), -np.eye(n)]), b_eq=rows["growth"],
        bounds=[(None, None)] * k + [(0, None)] * (2 * n),
    )  # fmt: skip
    table = found.details["quantiles"].loc["anthropic_observed"].loc[share]
    fitted = rows["growth"] - X @ table.loc[["const", "x", "log_wage"], "params"]
    loss = np.where(fitted > 0, share * fitted, (share - 1) * fitted).sum()
    assert loss == pytest.approx(best.fun, rel=1e-4)
    assert table.loc["x", "params"] == pytest.approx(best.x[1], abs=0.02)


def test_wage_jumps_are_the_doubtful_ones(table):
    assert sorted(table.loc[wage_jumps(table, 2022, 2025), "soc"]) == [
        "23-1022", "27-2021", "27-3011", "27-3099", "27-4012",
    ]  # fmt: skip


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
    assert len(found.details["dropped"]) == len(table) - 655
    assert "change of method in 2021" in found.cannot_show


def test_R2_by_a_regression_on_dummies(table):
    found = occupation_event_study(exposure="anthropic_observed")
    years = range(2017, 2026)
    part = table[table["unchanged"] == 1].dropna(
        subset=["anthropic_observed", "wage_2022", *(f"employment_{year}" for year in years)]
    )
    size = part["employment_2022"].to_numpy(dtype=float)
    x = part["anthropic_observed"].to_numpy(dtype=float)
    x = (x - np.average(x, weights=size)) / np.sqrt(np.cov(x, aweights=size, ddof=0))
    wage = np.log(part["wage_2022"].to_numpy(dtype=float))
    units, other = len(part), [year for year in years if year != 2022]
    y = np.concatenate([np.log(part[f"employment_{t}"].to_numpy(dtype=float)) for t in years])
    blocks = [
        np.column_stack(
            [np.outer(z, [t == s for s in other]) for z in (x, wage, np.ones(units))]
            + [np.eye(units)]
        )
        for t in years
    ]
    X, root = np.vstack(blocks), np.sqrt(np.tile(size, 9))
    Q, R = np.linalg.qr(X * root[:, None])
    b = np.linalg.solve(R, Q.T @ (root * y))
    rows = found.details["studies"]["anthropic_observed"].table
    np.testing.assert_allclose(rows.loc[other, "estimate"], b[:8], atol=1e-9)
    residual = root * y - Q @ (Q.T @ (root * y))
    sums = (Q * residual[:, None]).reshape(9, units, -1).sum(axis=0)
    half = np.linalg.solve(R, sums.T)[:8]
    n, k = len(y), 16
    errors = np.sqrt(units / (units - 1) * (n - 1) / (n - k) * (half**2).sum(axis=1))
    np.testing.assert_allclose(rows.loc[other, "bse"], errors, rtol=1e-7)
    line = np.array([-5, -4, -3, -2, -1]) @ b[:5] / 55
    deviation = found.estimates.loc[("anthropic_observed", 2025), "params"]
    assert deviation == pytest.approx(100 * (b[7] - 3 * line), rel=1e-7)


def test_R2_has_bounds_and_p_values_over_the_measures():
    found = occupation_event_study()
    table = found.estimates
    assert (table["bent_lower"] < table["lower"]).all()
    assert (table["bent_upper"] > table["upper"]).all()
    assert (table["pvalues_adjusted"] >= table["pvalues"]).all()
    p = table["pvalues"].xs(2025, level="year")
    assert table["pvalues_adjusted"].xs(2025, level="year")[p.idxmin()] == pytest.approx(
        min(1, 4 * p.min())
    )
    t = table["params"] / table["bse"]
    np.testing.assert_allclose(table["pvalues"], 2 * student.sf(t.abs(), 654))
    assert "if the path may bend" in found.shows


def test_R3_within_sectors_by_hand(table):
    found = sector_cells(exposure=["anthropic_observed"], draws=199)
    cells = datasets.load("us_sector_occupations")
    scored = table.dropna(subset=["anthropic_observed", "employment_2022"])
    x = standardised(scored[["anthropic_observed"]], scored["employment_2022"].astype(float))
    named = x.assign(soc=scored["soc"], wage=scored["wage_2022"], major=scored["major_group"])
    rows = cells.merge(named, on="soc").dropna()
    w = rows["employment_2022"].to_numpy(dtype=float)
    y = 100 * np.log((rows["employment_2025"] / rows["employment_2022"]).to_numpy(dtype=float))
    sectors = np.column_stack(
        [rows["anthropic_observed"], np.log(rows["wage"].to_numpy(dtype=float)),
         pd.get_dummies(rows["naics"], dtype=float)]
    )  # fmt: skip
    groups = pd.get_dummies(rows["major"], dtype=float, drop_first=True)
    root = np.sqrt(w)[:, None]
    for X, estimates in (
        (sectors, found.estimates),
        (np.column_stack([sectors, groups]), found.details["within_major"]),
    ):
        b = np.linalg.lstsq(X * root, y * root[:, 0], rcond=None)[0]
        row = estimates.loc["anthropic_observed"]
        assert row["params"] == pytest.approx(b[0], rel=1e-8)
        bread = np.linalg.inv(X.T @ (w[:, None] * X))
        scores = pd.DataFrame(X * (w * (y - X @ b))[:, None])
        sums = scores.groupby(rows["soc"].to_numpy()).sum().to_numpy()
        n, k, g = len(y), X.shape[1], len(sums)
        V = g / (g - 1) * (n - 1) / (n - k) * bread @ sums.T @ sums @ bread
        assert row["bse"] == pytest.approx(np.sqrt(V[0, 0]), rel=1e-7)
    assert found.nobs == len(rows) == len(cells) - len(found.details["dropped"])


def test_R3_placebo_centres_on_zero_and_does_not_pass_for_more():
    found = sector_cells(exposure="anthropic_observed", draws=199)
    placebo = found.placebo.loc["anthropic_observed"]
    assert abs(placebo["params"]) < 4 * placebo["bse"] / np.sqrt(199)
    again = sector_cells(exposure=["anthropic_observed"], draws=199)
    pd.testing.assert_frame_equal(found.placebo, again.placebo)
    assert "pvalues" not in found.placebo
    assert any("says nothing of the path before 2022" in note for note in found.notes)


def test_R3_has_the_sign_of_R1_within_sectors_and_hardly_within_major_groups():
    found = sector_cells(draws=99)
    assert (found.estimates["upper"] < 0).all()
    alike = found.details["within_major"]
    assert (alike["pvalues"] > 0.05).all()
    assert (alike["params"].abs() < found.estimates["params"].abs() / 2).all()
    assert (found.estimates["pvalues_adjusted"] >= found.estimates["pvalues"]).all()
    assert (found.estimates["pvalues_permuted"] <= 0.05).all()


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
    assert list(measured(scores, w)) == [*MEASURES, COMPONENT]


def test_scores_that_pull_both_ways_alike_have_a_component():
    scores = pd.DataFrame({"a": [0.0, 1, 2, 3], "b": [3.0, 2, 1, 0]})
    component = first_component(scores, pd.Series([1.0] * 4))
    assert component.attrs["share"] == pytest.approx(1)
    assert component.attrs["loadings"]["a"] > 0


def test_measures_do_not_agree(table):
    ranks = rank_correlations(table[list(MEASURES)])
    a, b = table["eloundou_gpt4_beta"], table["anthropic_observed"]
    both = a.notna() & b.notna()
    assert ranks.loc[a.name, b.name] == pytest.approx(spearmanr(a[both], b[both]).statistic)
    assert ranks.loc[a.name, b.name] < 0.9


def test_the_table_gives_every_author_of_its_scores_the_due():
    told = datasets.describe("us_occupations")
    for words in ("OpenAI", "MIT", "O*NET 29.0", "CC BY 4.0", "Massenkoff and McCrory"):
        assert words in told.description
    for words in ("MIT licence", "Creative Commons Attribution 4.0"):
        assert words in told.licence
    folder = Path(datasets.__file__).parents[2] / "data"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(r for r in package["resources"] if r["name"] == "us_occupations")
    assert "Permission is hereby granted, free of charge" in resource["notices"][0]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda t: long_difference(exposure=["webb"]), UnknownNameError, "there is no exposure"),
        (lambda t: long_difference(exposure=[]), DataError, "no score is named"),
        (lambda t: long_difference(exposure=["anthropic_observed"] * 2), DataError, "one twice"),
        (lambda t: long_difference(base=1999), DataError, "there is no employment_1999"),
        (lambda t: long_difference(base=2025, end=2022), DataError, "2022 does not come after"),
        (lambda t: long_difference(weights="precision", base=2023), DataError,
         "no standard error of 2023.*employment_rse_2022"),
        (lambda t: long_difference(controls=["log_wages"]), UnknownNameError,
         "there is no control ‘log_wages’"),
        (lambda t: long_difference(controls=["log_wage"] * 2), DataError, "named twice"),
        (lambda t: long_difference(controls=["weight"]), DataError, "weight is taken"),
        (lambda t: long_difference(frame=t.assign(employment_2025=0)), DataError,
         "employment_2025 is not positive"),
        (lambda t: sector_cells(draws=1), DataError, "1 permutations have no spread"),
        (lambda t: standardised(t[["employment_2022"]], 0.0 * t["employment_2022"]), DataError,
         "weight is not positive"),
        (lambda t: long_difference(weights="gdp"), UnknownNameError, "no weights ‘gdp’"),
        (
            lambda t: long_difference(frame=t.assign(wage_2022=np.nan)),
            DataError,
            "no row has all that is needed",
        ),
        (lambda t: occupation_event_study(frame=t.assign(unchanged=0)), DataError, "no row has"),
        (lambda t: sector_cells(cells=datasets.load("us_sector_occupations").assign(soc="99-9999")),
         DataError, "no row has"),
        (lambda t: standardised(pd.DataFrame({"x": [1.0, 1.0]}), pd.Series([1.0, 2.0])), DataError,
         "same for all"),
        (lambda t: first_component(t[["anthropic_observed"]], t["employment_2022"]), DataError,
         "one score has no component"),
    ],
)  # fmt: skip
def test_bad_input_is_named(table, call, error, words):
    with pytest.raises(error, match=words):
        call(table)
