"""Temporal rates of profit: exact paths, their limits and the threshold."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.proof import Counterexample, Proof
from capital.theory import temporal

Agrees = Callable[[object, str], bool]
START = {"A": "1/2", "d": "1/5", "i": 0, "l": 1, "lam": 2, "mu": 1}
SENSIBLE = ["d < 1", "A + bl < 1"]


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def qs(text: str) -> list[sp.Rational]:
    return [sp.Rational(number) for number in text.split()]


def path(periods: int, **change: object):
    return temporal.period().path(periods, {**START, **change})


def test_T_E6_1_without_wages() -> None:
    found = path(60, b=0)
    assert list(found["r_S"][:4]) == [1, 1, 1, 1]
    assert list(found["r_T"][:4]) == qs("4/5 32/45 256/385 2048/3205")
    assert abs(found["r_T"].iloc[-1] - q("3/5")) < sp.Float("1e-11")


def test_T_E6_2_a_small_wage(agrees: Agrees) -> None:
    assert temporal.threshold().evaluate({"A": "1/2", "d": "1/5", "bl": "1/20"}, "r_start") == q(
        "9/11"
    )
    found = path(60, b="1/20")
    assert list(found["r_S"][:3]) == qs("23/27 117/133 593/657")
    assert list(found["r_T"][:3]) == qs("2/3 104/171 29536/50589")
    rates = [float(rate) for rate in found["r_T"]]
    assert rates.index(min(rates)) == 4
    assert agrees(min(rates), "0.572276")
    assert rates[-1] == pytest.approx(0.6, abs=1e-5)
    assert float(found["r_S"].iloc[-1]) == pytest.approx(1, abs=1e-5)


def test_T_E6_3_a_higher_wage_falls_on_impact_and_ends_above_its_start() -> None:
    found = path(80, b="1/4")
    assert list(found["r_T"][:2]) == qs("2/7 8/27")
    ends = temporal.threshold().evaluate({"A": "1/2", "d": "1/5", "bl": "1/4"})
    assert ends == {"r_start": q("1/3"), "r_S_end": 1, "r_T_end": q("3/5"), "bl_max": q("1/8")}
    assert found["r_T"].iloc[0] < ends["r_start"] < found["r_T"].iloc[-1]
    assert float(found["r_T"].iloc[-1]) == pytest.approx(0.6, abs=1e-6)


def test_K_09_no_permanent_fall_at_constant_technical_progress() -> None:
    rates = list(path(40, b="1/4")["r_T"])
    assert all(later > earlier for earlier, later in pairwise(rates))
    rising = temporal.threshold().prove("r_T_end < r_start", given=SENSIBLE)
    assert isinstance(rising, Counterexample)
    assert rising.values["r_T_end"] >= rising.values["r_start"]


def test_temporal_rate_ends_lower_exactly_below_the_threshold() -> None:
    model = temporal.threshold()
    for claim in [
        "r_T_end < r_start => bl < bl_max",
        "bl < bl_max => r_T_end < r_start",
        "r_T_end < r_S_end",
        "r_T_end >= 0",
    ]:
        assert isinstance(model.prove(claim, given=SENSIBLE), Proof), claim


@pytest.mark.parametrize("d", ["1/2", "3/5", "9/10"])
def test_values_of_past_labour_only_leave_no_profit_in_the_limit(d: str) -> None:
    # 1 − d ≤ A: the rate approaches zero, as 1/t where both are equal.
    rates = [float(rate) for rate in path(200, b="1/20", d=d)["r_T"]]
    assert temporal.threshold().evaluate({"A": "1/2", "d": d, "bl": "1/20"}, "r_T_end") == 0
    assert 0 < rates[-1] < 0.006
    assert rates[-1] < rates[100] < rates[50]


def test_money_rate_moves_with_the_melt() -> None:
    still, moving = path(12, b="1/4"), path(12, b="1/4", i="1/20")
    assert list(still["r_money"]) == list(still["r_T"])
    assert list(moving["r_T"]) == list(still["r_T"])
    assert [1 + r for r in moving["r_money"]] == [q("21/20") * (1 + r) for r in still["r_T"]]
    assert list(moving["mu"][:2]) == qs("21/20 441/400")
    assert list(moving["p"]) == [
        mu * lam for mu, lam in zip(moving["mu"], moving["lam"], strict=True)
    ]


@given(
    A=st.fractions("1/10", "4/5", max_denominator=10),
    b=st.fractions(0, "1/5", max_denominator=20),
    d=st.fractions("1/20", "9/10", max_denominator=20),
)
def test_path_against_surplus_over_advance(A: Fraction, b: Fraction, d: Fraction) -> None:
    labour, lam = Fraction(1), 1 / (1 - A)
    found = path(5, A=A, b=b, d=d, lam=lam)
    for row in found.itertuples():
        labour *= 1 - d
        product = A * lam + labour
        surplus = labour * (1 - b * lam)  # living labour less the basket at the value advanced
        assert Fraction(str(row.r_T)) == surplus / (A * lam + b * labour * lam)
        revalued = (1 + Fraction(str(row.r_S))) * product / lam
        assert 1 + Fraction(str(row.r_T)) == revalued
        lam = product
