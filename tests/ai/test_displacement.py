"""Displacement: printed paths, exact compensations, limits, and whose labour."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.ai import displacement
from capital.errors import ModelError, UnknownNameError

START = {"K_0": 2, "L_0": 1, "omega_0": "1/2", "n": 1, "xi": "1/2"}
RATE = displacement.path_of_r().compile("r")
SIZES = {
    star: displacement.compensation().compile(star)
    for star in ("Delta_star", "zeta_star", "nu_star", "tau_star")
}
NONE = {"nu": 0, "zeta": 0, "chi": 0, "Delta": 0, "tau": 0}


def r(a, **change):
    return displacement.path_of_r().evaluate({**START, **NONE, **change, "a": a}, "r")


def test_T_H3_1_path_without_counter_tendency():
    found = [r(a) for a in (0, "1/4", "1/2", "3/4", "9/10")]
    assert found == [sp.Rational(1, q) for q in (5, 7, 11, 23, 59)]


@pytest.mark.parametrize(
    ("change", "a", "printed"),
    [
        ({"zeta": 1.5}, "1/2", "0.174713"),
        ({"zeta": 1.5}, "9/10", "0.062360"),
        ({"chi": 2}, "1/4", "0.210923"),
        ({"chi": 2}, "1/2", "0.157421"),
    ],
)
def test_T_H3_1_one_counter_tendency_at_a_time(change, a, printed, agrees):
    assert agrees(r(a, **change), printed)


def test_T_H3_1_exact_counter_tendencies():
    assert r("1/2", nu="1/2") == sp.Rational(3, 23)
    assert r(0, tau="1/2") == sp.Rational(2, 5)
    assert r("1/2", tau="1/2") == sp.Rational(2, 11)
    assert r("1/2", Delta="1/2") == sp.Rational(1, 6)


def test_T_H3_1_threshold_is_the_slope_at_the_start():
    at = {"omega_0": "1/2", "ell_0": "1/2", "n": 1, "nu": 0, "xi": "1/2", "zeta": 0}
    assert displacement.threshold().evaluate(at, "chi_c") == 1
    for chi, rises in ((Fraction(9, 10), False), (Fraction(11, 10), True)):
        assert (r("1/10000", chi=chi) > r(0, chi=chi)) == rises
        holds = displacement.threshold().check({**at, "chi": chi})
        assert holds == {"r rises at first": rises}


@given(
    st.fractions(Fraction(1, 10), Fraction(9, 10)), st.fractions(0, 1), st.fractions(-1, 2),
    st.fractions(-1, 2), st.fractions(0, 3),
)  # fmt: skip
def test_threshold_agrees_with_the_derivative_of_the_path(omega, nu, xi, zeta, chi):
    model = displacement.path_of_r()
    a = model["a"]
    numbers = {"K_0": 3, "L_0": 1, "omega_0": omega, "n": 2, "xi": xi, "zeta": zeta, "chi": chi,
               "nu": nu, "Delta": 0, "tau": 0}  # fmt: skip
    slope = sp.diff(model.reduce("r"), a).subs(
        {model[k]: sp.Rational(str(v)) for k, v in numbers.items()}
    )
    at = {"omega_0": omega, "ell_0": "1/3", "n": 2, "nu": nu, "xi": xi, "zeta": zeta, "chi": chi}
    rises = displacement.threshold().check(at)["r rises at first"]
    assert (slope.subs(a, 0) > 0) == rises


def test_T_H3_2_each_counter_tendency_alone_restores_the_rate(agrees):
    state = {**START, "nu": 0, "zeta": 0, "chi": 0, "Delta": 0, "a": "1/2", "r_0": "1/5"}
    found = displacement.compensation().evaluate(state)
    assert found["Delta_star"] == sp.Rational(3, 5)
    assert agrees(found["zeta_star"], "1.832581")
    assert found["L_req"] == sp.Rational(5, 4)
    assert found["nu_star"] == sp.Rational(3, 2)
    assert found["tau_star"] == sp.Rational(3, 5)
    assert r("1/2", Delta="3/5") == r("1/2", nu="3/2") == r("1/2", tau="3/5") == sp.Rational(1, 5)
    assert r("1/2", zeta=float(found["zeta_star"])) == pytest.approx(0.2, rel=1e-12)
    holds = displacement.compensation().check(state)
    assert holds == {"destruction suffices": True, "new branches suffice": False}


@given(
    st.fractions(Fraction(1, 20), Fraction(19, 20)), st.fractions(0, Fraction(9, 10)),
    st.fractions(0, 1), st.fractions(0, 1), st.fractions(Fraction(1, 50), Fraction(1, 2)),
)  # fmt: skip
def test_compensation_restores_any_rate_from_any_state(a, nu, chi, zeta, r_0):
    state = {"K_0": 3.0, "L_0": 1.0, "omega_0": 0.4, "n": 2.0, "xi": 0.3, "nu": float(nu),
             "zeta": float(zeta), "chi": float(chi), "Delta": 0.1, "a": float(a)}  # fmt: skip
    for star, size in SIZES.items():
        needed = {s.name for s in displacement.compensation().reduce(star).free_symbols}
        given_now = {k: v for k, v in {**state, "r_0": float(r_0)}.items() if k in needed}
        moved = {**state, "tau": 0.0, star.removesuffix("_star"): size(**given_now)}
        assert RATE(**moved) == pytest.approx(float(r_0), rel=1e-9)


def test_T_H3_3_hours_cannot_compensate_for_ever():
    state = {**START, "nu": 0, "r_0": "1/5"}
    assert displacement.longest_automation(8, **state) == sp.Rational(10, 13)
    shorter = displacement.longest_automation(12, **state)
    assert shorter < sp.Rational(10, 13)
    check = {**START, "nu": 0, "zeta": 0, "chi": 0, "Delta": 0, "a": shorter, "r_0": "1/5"}
    assert displacement.compensation().evaluate(check, "tau_star") == 1
    for day in (0, 25):
        with pytest.raises(ModelError, match="a day of"):
            displacement.longest_automation(day, **state)


def test_the_limit_of_full_automation_is_zero_whatever_the_exploitation():
    # K 5: with ν = 0, r ≤ L/K; exploitation moves the peak, never the limit
    for chi in (0, 5, 50):
        assert r("999999/1000000", chi=chi) < sp.Rational(1, 10**6)
    bound = sp.Rational(1, 2) * sp.Rational(1, 2)  # ν L_0 / K_0
    assert 0 < r("999999/1000000", nu="1/2") < bound


PATHS = {
    (0, 0): ["9/49", "171/1061", "63441/453641", "0.118788", "0.097503", "0.076144"],
    (0, "1/10"): ["9/49", "19/109", "7049/43249", "0.148960", "0.131664", "0.111068"],
    ("1/20", 0): ["9/49", "171/1021", "3339/22139", "0.132906", "0.113257", "0.091979"],
    ("1/20", "1/10"): ["0.183673", "0.180952", "0.175083", "0.165257", "0.150764", "0.131384"],
}


@pytest.mark.parametrize(("lost", "path"), PATHS.items())
def test_T_H3_4_dynamic_path(lost, path, agrees):
    # K 28: wear is replaced out of the product and is not deducted from K once more
    delta_u, zeta = lost
    start = {"K": 2, "a": "1/10", "omega": "1/2", "L_0": 1, "n": 1, "theta": "1/2", "psi": "1/2",
             "nu": 0, "delta_u": delta_u, "chi": 0}  # fmt: skip
    valuation = "replacement" if zeta else "historical"
    table = displacement.yearly(valuation, 5, {**start, "zeta": zeta} if zeta else start)
    for value, printed in zip(table["r"], path, strict=True):
        assert value == sp.Rational(printed) if "/" in printed else agrees(value, printed)


def test_dynamic_path_by_hand():
    start = {"K": 3.0, "a": 0.2, "omega": 0.6, "L_0": 2.0, "n": 4.0, "theta": 0.7, "psi": 0.3,
             "nu": 0.25, "delta_u": 0.02, "chi": 0.5, "zeta": 0.05}  # fmt: skip
    table = displacement.yearly("replacement", 6, start)
    K, a, omega = 3.0, 0.2, 0.6
    for year in range(7):
        labour = 2 * (1 - a * 0.75)
        s = (1 - omega) * labour
        advanced = K + omega * labour / 4
        assert float(table.loc[year, "r"]) == pytest.approx(s / advanced)
        assert float(table.loc[year, "r_after_loss"]) == pytest.approx((s - 0.05 * K) / advanced)
        K, grown = 0.98 * 0.95 * K + 0.7 * s, a + 0.3 * a * (1 - a)
        omega, a = omega * (1 - 0.5 * (grown - a)), grown
    assert math.isclose(
        float(table.loc[6, "a"]), 0.2 / (0.2 + 0.8 * math.exp(-0.3 * 6)), rel_tol=0.03
    )


def test_T_H3_5_whose_labour():
    # K 21: displaced unproductive labour leaves surplus-value whole
    year = {"S": 150, "U_f": 60, "K": 400, "V": 100, "U_s": 50, "a_u": "1/2"}
    model = displacement.whose_labour()
    cheap = model.evaluate({**year, "kappa_w": "2/5"})
    dear = model.evaluate({**year, "kappa_w": "3/2"})
    assert cheap == {"U_new": 42, "r_before": sp.Rational(9, 55), "r_net": sp.Rational(54, 275)}
    assert (dear["U_new"], dear["r_net"]) == (75, sp.Rational(3, 22))
    assert bool(model.prove("r_net > r_before", given=["kappa_w < 1", "a_u > 0"]))


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("nu", "+"),
        ("zeta", "+"),
        ("chi", "+"),
        ("n", "+"),
        ("xi", "-"),
        ("K_0", "-"),
        ("omega_0", "-"),
    ],
)
def test_comparative_statics_at_given_automation(name, sign):
    model = displacement.path_of_r()
    base = {
        **START,
        "n": 2,
        "nu": "1/4",
        "zeta": "1/5",
        "chi": "1/5",
        "Delta": 0,
        "tau": 0,
        "a": "1/2",
    }
    more = {**base, name: sp.Rational(str(base[name])) * sp.Rational(11, 10)}
    change = model.evaluate(more, "r") - model.evaluate(base, "r")
    assert (change > 0) == (sign == "+")


def test_valuation_must_be_stated():
    with pytest.raises(UnknownNameError, match="replacement"):
        displacement.dynamic(valuation="current")
