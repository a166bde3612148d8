"""R9 against numpy, by permutations one at a time, and in worlds whose dose is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capital import datasets
from capital.econometrics.displacement.states import reassigned, state_dose_response
from capital.errors import DataError, UnknownNameError


@pytest.fixture(scope="module")
def found():
    return state_dose_response(permutations=999)


def dose(name: str) -> pd.Series:
    """Return mean use by state, cycle by cycle."""
    table = datasets.load("us_state_ai_use")
    states = {}
    for state, rows in table.groupby("state"):
        cycles, values = rows[f"{name}_cycles"].to_numpy(), rows[name].fillna(0).to_numpy(float)
        if cycles.sum() >= 23:
            states[state] = float(cycles @ values / cycles.sum())
    return pd.Series(states)


def growth(first: str, last: str) -> pd.Series:
    table = datasets.load("us_state_postings")
    at = {
        when: table[table.index == pd.Period(when)].set_index("state")["postings"]
        for when in (first, last)
    }
    years = (pd.Period(last) - pd.Period(first)).n / 12
    return 100 * np.log(at[last] / at[first]) / years


@pytest.mark.parametrize("name", ["ai_use", "ai_use_expected"])
def test_slope_and_hc3_by_hand(found, name: str) -> None:
    x = dose(name)
    y = growth("2022-11", "2026-07")
    kept = x.index.intersection(y.index)
    x, y = x[kept], y[kept].to_numpy()
    X = np.column_stack([np.ones(len(x)), (x - x.mean()) / x.std()])
    bread = np.linalg.inv(X.T @ X)
    beta = bread @ X.T @ y
    hat = np.einsum("ij,jk,ik->i", X, bread, X)
    weighted = X * ((y - X @ beta) / (1 - hat))[:, None]
    row = found.estimates.loc[(name, "to July 2026")]
    assert row["params"] == pytest.approx(beta[1], rel=1e-9)
    assert row["bse"] == pytest.approx(np.sqrt((bread @ weighted.T @ weighted @ bread)[1, 1]))
    assert row["nobs"] == len(x)


def test_less_the_growth_before_is_the_difference_of_the_slopes(found) -> None:
    late = found.estimates["params"]["ai_use", "to July 2026"]
    early = found.placebo["params"]["ai_use", "one year before"]
    less = found.estimates["params"]["ai_use", "to July 2026, less one year before"]
    assert less == pytest.approx(late - early, rel=1e-9)


def test_after_differs_from_zero_but_not_from_before(found) -> None:
    rows = found.estimates.loc["ai_use"]
    assert rows.loc["to July 2026", "pvalues"] < 0.05
    assert rows.loc["to July 2026, less one year before", "pvalues"] > 0.2
    assert (found.placebo["pvalues"] > 0.05).all()


def test_reassigned_slopes_are_slopes_of_reassigned_use() -> None:
    rng = np.random.default_rng(8)
    y, x = rng.normal(size=(2, 20))
    found = reassigned(y, x, 5, np.random.default_rng(3))
    orders = np.random.default_rng(3).permuted(np.tile(x - x.mean(), (5, 1)), axis=1)
    slow = [np.polyfit(order, y, 1)[0] for order in orders]
    np.testing.assert_allclose(found, slow, rtol=1e-9)


def test_the_same_seed_gives_the_same_numbers(found) -> None:
    again = state_dose_response(permutations=999)
    pd.testing.assert_frame_equal(found.estimates, again.estimates)


def world(slope_before: float, slope_after: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twenty-six states: use is a trait, postings grow with it at one pace and then another."""
    rng = np.random.default_rng(6)
    states = [chr(65 + k) * 2 for k in range(26)]
    use = pd.Series(rng.normal(6, 1, 26), states)
    usage = pd.DataFrame(
        {
            "state": states,
            "ai_use": use.to_numpy(),
            "ai_use_cycles": 46,
            "ai_use_expected": use.to_numpy() + rng.normal(0, 0.2, 26),
            "ai_use_expected_cycles": 46,
        }
    )
    months = pd.period_range("2020-02", "2026-07", freq="M")
    after = (months > pd.Period("2022-11")).astype(float)
    pace = np.outer(after, slope_after * (use - 6)) + np.outer(1 - after, slope_before * (use - 6))
    pace = pace + 3 + 2 * rng.normal(size=pace.shape)
    level = 100 * np.exp((pace / 1200).cumsum(axis=0))
    wide = pd.DataFrame(level, index=months.rename("period"), columns=states)
    long = wide.stack().rename("postings").rename_axis(["period", "state"]).reset_index("state")
    return usage, long


def test_a_known_dose_is_found_and_nothing_before() -> None:
    found = state_dose_response(*world(0.0, -4.0), permutations=499)
    row = found.estimates.loc[("ai_use", "to July 2026")]
    deviation = found.details["dose"]["ai_use"].attrs["deviation"]
    assert abs(row["params"] + 4 * deviation) < 3 * row["bse"]
    assert row["permuted"] == pytest.approx(1 / 500)
    assert found.placebo.loc[("ai_use", "two years before"), "pvalues"] > 0.01


def test_a_slope_that_was_there_before_shows_in_the_placebo() -> None:
    found = state_dose_response(*world(-4.0, -4.0), permutations=499)
    assert found.placebo.loc[("ai_use", "two years before"), "pvalues"] < 0.001
    less = found.estimates.loc[("ai_use", "to July 2026, less one year before")]
    assert abs(less["params"]) < 3 * less["bse"]


def test_wrong_input_is_named() -> None:
    usage, postings = world(0.0, 0.0)
    with pytest.raises(UnknownNameError, match="there is no month ‘2031-01’"):
        state_dose_response(after={"late": ("2022-11", "2031-01")}, permutations=9)
    with pytest.raises(DataError, match="runs backwards"):
        state_dose_response(after={"late": ("2023-11", "2022-11")}, permutations=9)
    with pytest.raises(DataError, match="one before are compulsory"):
        state_dose_response(before={}, permutations=9)
    with pytest.raises(DataError, match=r"states are too few.*lower least_cycles"):
        state_dose_response(least_cycles=47, permutations=9)
    with pytest.raises(DataError, match="two numbers for a month"):
        state_dose_response(usage, pd.concat([postings, postings.iloc[:1]]), permutations=9)
    holed = postings.assign(postings=postings["postings"].where(postings["state"] != "CC", 0.0))
    with pytest.raises(DataError, match=r"not positive in 2020-02.*CC"):
        state_dose_response(usage, holed, permutations=9)
    with pytest.raises(DataError, match="have no months"):
        state_dose_response(usage, postings.reset_index(drop=True), permutations=9)
