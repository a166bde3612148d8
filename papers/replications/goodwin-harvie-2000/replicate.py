r"""Goodwin (1967) with the coefficients of Harvie (2000): where the cycle turns, and how long.

Wage share ω and rate of employment ε move by

.. math:: \dot\omega = \omega[\rho\varepsilon - (\alpha+\gamma)],\qquad
   \dot\varepsilon = \varepsilon\Bigl[\frac{1-\omega}{\sigma} - (\alpha+\beta)\Bigr]

around the point at which both stand still. There the matrix of derivatives has trace nought and a
determinant D, so that small orbits take :math:`2\pi/\sqrt D`. Both are derived here, not typed.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from capital import datasets

ALPHA, BETA, SIGMA, GAMMA, RHO = sp.symbols("alpha beta sigma gamma rho", positive=True)
WAGE_SHARE, EMPLOYMENT = sp.symbols("omega epsilon", positive=True)
MOTION = (
    WAGE_SHARE * (RHO * EMPLOYMENT - (ALPHA + GAMMA)),
    EMPLOYMENT * ((1 - WAGE_SHARE) / SIGMA - (ALPHA + BETA)),
)
#: Coefficient → its name in the table of published results.
COEFFICIENTS = {
    ALPHA: "harvie2000_alpha_productivity_growth",
    BETA: "harvie2000_beta_labour_force_growth",
    SIGMA: "harvie2000_sigma_capital_output_ratio",
    GAMMA: "harvie2000_gamma_phillips_intercept",
    RHO: "harvie2000_rho_phillips_slope",
}
COUNTRIES = ("AUS", "CAN", "FRA", "GBR", "GRC", "ITA")
#: Cases with round numbers: α, β, σ, γ, ρ.
CASES = {
    "slow": ("1/50", "1/50", "4", "3/100", "7/100"),
    "quick": ("1/50", "1/100", "3", "9/10", "1"),
}


@cache
def centre_and_period() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Return ω*, ε* and the period of small orbits as formulas."""
    rest = sp.solve(MOTION, (WAGE_SHARE, EMPLOYMENT), dict=True)[0]
    matrix = sp.Matrix(MOTION).jacobian((WAGE_SHARE, EMPLOYMENT)).subs(rest)
    return rest[WAGE_SHARE], rest[EMPLOYMENT], 2 * sp.pi / sp.sqrt(sp.factor(matrix.det()))


def coefficients(country: str) -> dict[sp.Symbol, float]:
    """Return the published coefficients of a country."""
    table = datasets.load("published_results", entity=country).set_index("measure")["value"]
    return {symbol: float(table[name]) for symbol, name in COEFFICIENTS.items()}


def replicate() -> dict[str, float]:
    """Return the centre of six countries, and centre and period of two cases."""
    found = {}
    share, employment, period = centre_and_period()
    for country in COUNTRIES:
        known = coefficients(country)
        found[f"{country}_wage_share"] = float(share.subs(known))
        found[f"{country}_employment"] = float(employment.subs(known))
    for case, numbers in CASES.items():
        known = dict(zip(COEFFICIENTS, map(sp.Rational, numbers), strict=True))
        found[f"{case}_case_wage_share"] = float(share.subs(known))
        found[f"{case}_case_employment"] = float(employment.subs(known))
        found[f"{case}_case_period"] = float(period.subs(known))
    return found
