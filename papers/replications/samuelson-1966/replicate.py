"""Samuelson (1966): champagne in two ways, and a technique that comes back."""

from __future__ import annotations

from fractions import Fraction

from capital.economy import Economy
from capital.economy.choice import dated_labour_switches

RATES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(3, 2))


def replicate() -> dict[str, float]:
    """Return where both ways cost the same, from dated labour and from the price equations."""
    dated = dated_labour_switches([0, 0, 7], [0, 6, 0, 2], exact=True)
    alpha, beta = ({rate: cost(way, rate) for rate in RATES} for way in ("alpha", "beta"))
    below, first, between, second, above = RATES
    return {
        "first_switch": dated.rates_of_profit[0],
        "second_switch": dated.rates_of_profit[1],
        "switches": len(dated.rates_of_profit),
        "alpha_cost_at_first": alpha[first],
        "beta_cost_at_first": beta[first],
        "alpha_cost_at_second": alpha[second],
        "beta_cost_at_second": beta[second],
        "alpha_cheaper_below": bool(alpha[below] < beta[below]),
        "alpha_cheaper_between": bool(alpha[between] < beta[between]),
        "alpha_cheaper_above": bool(alpha[above] < beta[above]),
    }


def cost(way: str, rate: Fraction) -> Fraction:
    """Return the price of champagne in hours of wages."""
    found = Economy.example(f"samuelson-{way}").prices_of_production(
        exact=True, rate_of_profit=rate, numeraire="labour_commanded"
    )
    return found.prices["champagne"]
