"""Market value, extra surplus-value and diffusion: printed cases, integrals and identities."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from capital.errors import ModelError, UnknownNameError
from capital.proof import Counterexample, Proof
from capital.theory import social_value

Q = sp.Rational
POSITIVE = st.fractions(min_value="1/20", max_value=50, max_denominator=20)
PRODUCERS = st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=5)
SPREAD = {"lam_0": 4.0, "lam_1": 1.0, "f_0": 0.1, "psi": 0.5, "x": 1.0}
DAY = {"y_d": 72, "v_d": 60, "m": 6, "h": 12}


def test_T_A4_1_ladders(agrees: Callable[[object, str], bool]) -> None:
    ladders = social_value.market_value([8, "1/2"], [1, 1000])
    assert ladders.value == Q(508, 1001)
    assert agrees(ladders.value, "0.5074925")
    backyard, works = ladders.extra
    assert backyard == Q(508, 1001) - 8
    assert works > 0


def test_three_regimes() -> None:
    values, outputs = [3, 4, 6], [10, 5, 5]
    found = {
        regime: social_value.market_value(values, outputs, regime=regime).value
        for regime in social_value.REGIMES
    }
    assert found == {"average": 4, "worst": 6, "best": 3}


@pytest.mark.parametrize(("need", "value"), [(10, 3), ("21/2", 4), (15, 4), (16, 6), (50, 6)])
def test_the_last_producer_needed_regulates(need: object, value: int) -> None:
    order = social_value.market_value([6, 3, 4], [5, 10, 5], regime="worst", need=need)
    assert order.value == value


def test_market_value_refuses_what_has_no_meaning() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘average’"):
        social_value.market_value([1], [1], regime="averge")
    with pytest.raises(ModelError, match="2 unit values and 1 outputs"):
        social_value.market_value([1, 2], [1])
    with pytest.raises(ModelError, match="an output must be above 0"):
        social_value.market_value([1, 2], [1, 0])
    with pytest.raises(ModelError, match="need does not enter"):
        social_value.market_value([1, 2], [1, 1], need=1)
    with pytest.raises(ModelError, match="0 unit values"):
        social_value.market_value([], [])


@given(producers=PRODUCERS)
def test_extra_surplus_value_is_zero_sum_under_the_average_rule(
    producers: list[tuple[Fraction, Fraction]],
) -> None:
    values, outputs = zip(*producers, strict=True)
    average, worst, best = (
        social_value.market_value(values, outputs, regime=regime) for regime in social_value.REGIMES
    )
    assert average.total_extra == 0
    assert best.value <= average.value <= worst.value
    assert best.total_extra <= 0 <= worst.total_extra
    for value, gain in zip(values, average.extra, strict=True):
        assert (gain > 0) == (Q(value) < average.value)


def test_labour_beyond_the_need_does_not_count() -> None:
    model = social_value.counted()
    assert model.evaluate({"lam": 2, "x": 100, "d": 80}) == {
        "lam_s": Q(8, 5),
        "counted": 160,
        "wasted": 40,
    }
    assert model.evaluate({"lam": 2, "x": 100, "d": 130}, "wasted") == 0
    assert isinstance(model.prove("counted = lam*min(x, d)"), Proof)
    assert isinstance(model.prove("counted + wasted = lam*x"), Proof)


def test_T_A4_2_diffusion() -> None:
    found = social_value.diffusion().evaluate({"lam_0": 4, "lam_1": 1, "f": "1/10"})
    assert found == {"lam": Q(37, 10), "gain": Q(27, 10), "loss": Q(-3, 10)}


def test_diffusion_is_the_average_rule_for_two_producers() -> None:
    found = social_value.diffusion().evaluate({"lam_0": "7/2", "lam_1": 2, "f": "3/8"})
    market = social_value.market_value(["7/2", 2], [5, 3])
    assert (found["lam"], found["loss"], found["gain"]) == (market.value, *market.extra)


def test_market_value_falls_with_diffusion_and_the_premium_with_it() -> None:
    model, cheaper = social_value.diffusion(), ["lam_1 < lam_0"]
    assert {name: model.sign(name, "f", given=cheaper) for name in ("lam", "gain", "loss")} == {
        "lam": "-",
        "gain": "-",
        "loss": "-",
    }
    assert isinstance(model.prove("f*gain + (1 - f)*loss = 0"), Proof)
    assert model.check({"lam_0": 4, "lam_1": 5, "f": 2}) == {
        "f is a share": False,
        "the new way saves labour": False,
    }


@pytest.mark.parametrize(
    ("t", "printed"), [(0.0, "3.7"), (2.0, "3.304092"), (4.0, "2.647441"), (8.0, "1.424541")]
)
def test_T_A4_3_market_value_over_time(
    t: float, printed: str, agrees: Callable[[object, str], bool]
) -> None:
    assert agrees(social_value.logistic_diffusion().evaluate({**SPREAD, "t": t}, "lam"), printed)


def test_T_A4_3_lifetime_premium(agrees: Callable[[object, str], bool]) -> None:
    found = social_value.logistic_diffusion().evaluate({**SPREAD, "t": 0.0})
    assert agrees(found["premium"], "13.8155106")
    assert found["premium_t"] == pytest.approx(0, abs=1e-15)


def test_premium_is_the_integral_of_the_extra_gain() -> None:
    numbers = {"lam_0": 3.0, "lam_1": 2.5, "f_0": 0.02, "psi": 0.8, "x": 7.0}
    model = social_value.logistic_diffusion()

    def gain(t: float) -> float:
        return 7 * 0.5 * (1 - 1 / (1 + 49 * math.exp(-0.8 * t)))

    until, _ = quad(gain, 0, 6)
    found = model.evaluate({**numbers, "t": 6.0}, "premium_t", "premium")
    assert found["premium_t"] == pytest.approx(until, rel=1e-10)
    assert found["premium"] == pytest.approx(quad(gain, 0, 100)[0], rel=1e-8)


def test_diffusion_solves_the_logistic_equation() -> None:
    model = social_value.logistic_diffusion()
    path = solve_ivp(lambda _, f: 0.5 * f * (1 - f), (0, 8), [0.1], rtol=1e-10, atol=1e-12)
    assert model.evaluate({**SPREAD, "t": 8.0}, "f") == pytest.approx(path.y[0, -1], rel=1e-8)
    f, psi, t = model.reduce("f"), model["psi"], model["t"]
    assert sp.expand(sp.cancel(f.diff(t) - psi * f * (1 - f))) == 0


@pytest.mark.parametrize(
    ("x", "p", "s_d", "e", "h_n"),
    [(12, 12, 12, "1/5", 10), (24, 10, 36, "3/5", "15/2"), (24, 9, 12, "1/5", 10)],
)
def test_T_A4_4_extra_surplus_value(x: int, p: int, s_d: int, e: str, h_n: object) -> None:
    found = social_value.extra_surplus_value().evaluate({**DAY, "x": x, "p": p})
    assert (found["s_d"], found["e"], found["h_n"]) == (s_d, Q(e), Q(h_n))


def test_T_A4_4_the_innovators_day() -> None:
    found = social_value.extra_surplus_value().evaluate({**DAY, "x": 24, "p": 10})
    names = ("lam_i", "proceeds", "means", "product")
    assert tuple(found[name] for name in names) == (9, 240, 144, 96)


def test_surplus_is_the_ordinary_and_the_extra() -> None:
    model = social_value.extra_surplus_value()
    assert isinstance(model.prove("s_d = y_d - v_d + x*(p - lam_i)"), Proof)
    assert isinstance(model.prove("s_d > y_d - v_d", given=["p > lam_i"]), Proof)
    assert isinstance(model.prove("s_d > y_d - v_d"), Counterexample)
