"""Valuation, required revenue and the two identities."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.ai import valuation


def test_T_H5_1_capitalised_profit(agrees):
    claim = {"Pi": 10, "i": "1/20", "rho": "1/25", "g": "3/100", "V": 500}
    model = valuation.capitalised_profit()
    assert model.evaluate(claim) == {
        "V_star": sp.Rational(500, 3), "ratio": 3, "g_imp": sp.Rational(7, 100),
    }  # fmt: skip
    slope = model.derivative("V_star", "i").subs(
        {model[name]: sp.Rational(str(value)) for name, value in claim.items()}
    )
    assert agrees(slope, "-2777.778")
    assert model.check({"g": "1/10", "i": "1/20", "rho": 0}) == {
        "profit grows more slowly than it is discounted": False
    }


@given(st.floats(0.01, 0.2), st.floats(0, 0.1), st.floats(0.1, 0.9))
def test_the_price_is_the_sum_of_discounted_profits(i, rho, share):
    g = share * (i + rho)
    worth = valuation.capitalised_profit().compile("V_star")(Pi=1.0, i=i, rho=rho, g=g)
    # in continuous time: ∫ e^((g−i−ϱ)t) dt
    t = np.linspace(0, 60 / (i + rho - g), 200_001)
    paid = np.trapezoid(np.exp((g - i - rho) * t), t)
    assert worth == pytest.approx(paid, rel=1e-5)
    implied = valuation.capitalised_profit().compile("g_imp")(Pi=1.0, i=i, rho=rho, V=worth)
    assert implied == pytest.approx(g, abs=1e-12)


def test_T_H5_2_loss_maker(agrees):
    lab = {"V": 1000, "rho_d": 0.1, "T": 10, "m_pi": 0.25, "M_v": 20, "R_0": 13}
    found = valuation.loss_maker().evaluate(lab)
    assert agrees(found["R_T"], "518.748492")
    assert agrees(found["growth"], "0.445777")
    assert found["R_T"] * 0.25 * 20 / 1.1**10 == pytest.approx(1000)


@pytest.mark.parametrize(
    ("life", "crf", "revenue"),
    [(3, "0.402114804", "268.076536"), (6, "0.229607380", "153.071587")],
)
def test_T_H5_3_required_revenue(life, crf, revenue, agrees):
    found = valuation.required_revenue().evaluate({"I": 400, "r": 0.1, "T_e": life, "m_g": 0.6})
    assert agrees(found["crf"], crf)
    assert agrees(found["R_req"], revenue)
    earned = sum(0.6 * found["R_req"] / 1.1**t for t in range(1, life + 1))
    assert earned == pytest.approx(400)


def test_T_H5_4_share_in_growth():
    # K 20: arithmetic, not a cause
    found = valuation.share_in_growth().evaluate({"dI": 150, "dY": 600, "m_I": "1/2", "Y_0": 20000})
    assert (found["gross"], found["net"]) == (sp.Rational(1, 4), sp.Rational(1, 8))
    assert found["contribution"] == sp.Rational(3, 800)
    assert valuation.share_in_growth().assumptions == ("accounting, not a cause",)


def test_T_H5_5_gross_profits():
    spent = {"I": 400, "C_cap": 300, "D_g": 150, "NX": -50, "S_w": 100, "D": 120, "m_I": "1/2"}
    found = valuation.gross_profits().evaluate(spent)
    assert (found["gross"], found["net"], found["by_investment"]) == (700, 580, 200)


def test_when_investment_stops_growing_profit_falls_and_depreciation_rises():
    model = valuation.gross_profits()
    investment = [100 * 1.3**t if t < 6 else 100 * 1.3**5 for t in range(12)]
    wear = [sum(investment[max(0, t - 4) : t + 1]) / 5 for t in range(12)]
    given_terms = {"C_cap": 50, "D_g": 0, "NX": 0, "S_w": 0}
    net = [
        float(model.evaluate({"I": i, "D": d, **given_terms}, "net"))
        for i, d in zip(investment, wear, strict=True)
    ]
    assert net[5] > net[4]
    assert net[6] < net[5]
    assert net[9] == pytest.approx(50)  # of gross profit only capitalists' consumption is left
