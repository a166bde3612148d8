"""*Capital* III, ch. 21–25 and 29: interest, profit of enterprise, fictitious capital."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.proof import Counterexample, Proof
from capital.theory import interest

POSITIVE = st.fractions(min_value="1/50", max_value=50, max_denominator=50)


def q(text: str) -> sp.Rational:
    return sp.Rational(text)


def test_T_D8_1_leverage() -> None:
    firm = {"r": "15/100", "i": "5/100", "D": 2, "E": 1}
    found = interest.profit_of_enterprise().evaluate(firm)
    assert (found["r_E"], found["r_ent"]) == (q("7/20"), q("1/10"))
    assert (found["S"], found["Z"], found["S_ent"]) == (q("9/20"), q("1/10"), q("7/20"))


def test_leverage_raises_the_return_or_deepens_the_loss() -> None:
    model = interest.profit_of_enterprise()
    r, i, D, E = (model[name] for name in ("r", "i", "D", "E"))
    assert sp.cancel(model.reduce("r_E") - (r + (r - i) * D / E)) == 0
    assert model.sign("r_E", "D", given=["r > i"]) == "+"
    assert model.sign("r_E", "D", given=["r < i"]) == "-"
    assert sp.cancel(model.derivative("r_E", "r") - (1 + D / E)) == 0
    assert isinstance(model.prove("r_E < r", given=["r < i", "D > 0"]), Proof)
    assert isinstance(model.prove("r_E > 0", given=["r > 0"]), Counterexample)
    assert model.evaluate({"r": "3/100", "i": "5/100", "D": 2, "E": 1}, "r_E") == q("-1/100")


def test_interest_above_profit_is_noticed() -> None:
    crisis = {"r": "3/100", "i": "5/100", "D": 2, "E": 1}
    assert interest.profit_of_enterprise().check(crisis) == {"interest is a part of profit": False}


@given(r=POSITIVE, i=POSITIVE, D=POSITIVE, E=POSITIVE)
def test_interest_and_profit_of_enterprise_are_the_whole_profit(
    r: Fraction, i: Fraction, D: Fraction, E: Fraction
) -> None:
    found = interest.profit_of_enterprise().evaluate({"r": r, "i": i, "D": D, "E": E})
    assert found["Z"] + found["S_ent"] == found["S"] == q(str(r * (D + E)))
    assert found["r_E"] * q(str(E)) + q(str(i * D)) == found["S"]


@pytest.mark.parametrize(
    ("income", "rate", "price"), [(100, "1/20", 2000), (200, "1/20", 4000), (200, "1/25", 5000)]
)
def test_T_D9_1_any_regular_income_is_capitalised(income: int, rate: str, price: int) -> None:
    assert interest.fictitious_capital().evaluate({"Y": income, "i": rate}, "P_f") == price


def test_fictitious_capital_moves_against_the_rate_of_interest() -> None:
    model = interest.fictitious_capital()
    assert sp.cancel(model.derivative("P_f", "i") + model["Y"] / model["i"] ** 2) == 0
    assert model.sign("P_f", "i") == "-"
    income = [Fraction(100) / (1 + Fraction(1, 20)) ** year for year in range(1, 800)]
    assert float(model.evaluate({"Y": 100, "i": "1/20"}, "P_f")) == pytest.approx(
        float(sum(income))
    )


COMPANY = {"C": 1_000_000, "r": "15/100", "i": "5/100", "rho": "2/100", "X": 20_000}


def test_T_D9_2_promoters_profit() -> None:
    found = interest.promoters_profit().evaluate(COMPANY)
    assert found["Y"] == 130_000
    assert (found["P_f"], found["G"]) == (q("13000000/7"), q("6000000/7"))
    assert (round(found["P_f"]), round(found["G"])) == (1_857_143, 857_143)


def test_promoters_profit_is_profit_of_enterprise_capitalised() -> None:
    model = interest.promoters_profit()
    assert isinstance(model.prove("G > 0", given=["X = 0", "r > i + rho"]), Proof)
    assert isinstance(model.prove("r > i + rho", given=["X = 0", "G > 0"]), Proof)
    assert isinstance(model.prove("G > 0", given=["X = 0", "r > i"]), Counterexample)
    assert isinstance(model.prove("G = (r - i - rho)*C/(i + rho)", given=["X = 0"]), Proof)
    assert model.sign("G", "i", given=["r*C > X"]) == "-"
    assert model.evaluate({**COMPANY, "rho": "10/100"}, "G") == q("-400000/3")


def test_a_company_that_pays_no_dividends_has_no_price() -> None:
    model = interest.promoters_profit()
    assert model.check({**COMPANY, "X": 200_000}) == {"dividends are paid": False}
    assert model.check(COMPANY) == {"dividends are paid": True}
