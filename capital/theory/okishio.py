r"""Okishio's theorem: what a cost-reducing technique does to the general rate of profit.

With circulating capital, wages advanced and a real wage of ``b`` goods an hour, prices of
production obey :math:`p = (1+r)\,pM` with :math:`M = A + bl`. If one process is replaced by one
that is cheaper at the ruling prices and the *real wage stays what it was*, the general rate of
profit rises; if the process makes a luxury, it stays. More exactly, in a basic sector

.. math:: \operatorname{sign}(r' - r) = \operatorname{sign}(p\,m_j - p\,m'),

so that a dearer technique that is generalised nevertheless lowers ``r``. Proof: with the new
column :math:`pM' \le p/(1+r)`, and by subinvariance the root of M' is smaller. The real wage is a
premise: at a constant rate of *exploitation* the same technique can lower the rate of profit.

The theorem says nothing of fixed capital that is scrapped early, of prices that are no prices of
production, or of the path. Of the objections from fixed capital this page has two: `cost_and_rate`
(competition may force the cheaper technique on all although its rate is lower) and `return_on`
(the expected life guides adoption, the actual one decides what is earned). A third fails: where
machines are joint products and equilibrium prices rule, the theorem extends (Roemer 1979).

References
----------
Okishio (1961), *Kobe University Economic Review* 7. Bowles (1981), *Cambridge Journal of
Economics* 5. Roemer (1979), *Cambridge Journal of Economics* 3; (1981), *Analytical Foundations of
Marxian Economic Theory*. Shaikh (1978, 1980), Steedman (1980) and Nakatani (1980) on choice by
cost or by rate. Alberro and Persky (1979) on unforeseen obsolescence.
"""

from __future__ import annotations

import math
from typing import Any

import sympy as sp
from scipy import optimize

from capital.errors import ModelError
from capital.model import Model, variables

SOURCE = "Okishio 1961; Bowles 1981; Roemer 1981"
_PREMISES = (
    "circulating capital only, one turnover a period, no joint production",
    "wages are advanced",
    "one rate of profit before and after",
)


def one_good() -> Model:
    """Return one good made of itself and labour, before and after a technical change.

    Returns
    -------
    Model
        Of the input A (a pure number), labour l (hours a unit) and real wage b (units an hour);
        the suffix ``n`` marks the new technique and wage. For both: value lam, value of
        labour-power omega, e, k, the rate of profit r and its maximum R, and the cost of each
        technique in goods at the *old* wage.

    Notes
    -----
    r = 1/(A + b·l) − 1, R = 1/A − 1. The premises of the theorem are not built in: give
    ``b_n = b`` for a constant real wage, ``e_n = e`` for a constant rate of exploitation.

    Examples
    --------
    >>> model = one_good()
    >>> model.prove("cost_n < cost => r_n > r", given=["b_n = b"])
    Proof(Implies(cost_n < cost, r_n > r))
    >>> change = {"A": "1/2", "l": 1, "b": "1/4", "A_n": "3/5", "l_n": "1/4", "b_n": "1/4"}
    >>> model.evaluate(change, "cost", "cost_n", "r", "r_n")
    {'cost': 3/4, 'cost_n': 53/80, 'r': 1/3, 'r_n': 27/53}
    >>> model.evaluate({**change, "b_n": "4/5"}, "e", "e_n", "r_n")       # exploitation held
    {'e': 1, 'e_n': 1, 'r_n': 1/4}
    """
    equations: dict[sp.Symbol, sp.Expr] = {}
    states = []
    for new in ("", "n"):
        A, omega, k = _named("A omega k", new)
        l, lam = _named("l lam", new, unit="hour/corn")
        b = _named("b", new, unit="corn/hour")
        e, R, r = _named("e R r", new, domain="real")
        equations |= {
            lam: l / (1 - A),
            omega: b * lam,
            e: 1 / omega - 1,
            k: A * lam / (omega * l),
            R: 1 / A - 1,
            r: 1 / (A + b * l) - 1,
        }
        states.append((A, l, b))
    (A, l, b), (A_n, l_n, b_n) = states
    cost, cost_n = variables("cost cost_n")
    return Model(
        {**equations, cost: A + b * l, cost_n: A_n + b * l_n},
        name="one good",
        source=SOURCE,
        conditions={
            "productive": A < 1,
            "productive after": A_n < 1,
            "the wage leaves a profit": A + b * l < 1,
            "the wage leaves a profit after": A_n + b_n * l_n < 1,
        },
        assumptions=_PREMISES,
    )


def two_goods() -> Model:
    r"""Return machines and corn: technical change in the machine sector, corn as wage.

    Returns
    -------
    Model
        Of machines and labour for a machine, a_1 and l_1, and for corn, a_2 and l_2, and the wage
        b (corn an hour); ``n`` marks the new technique and wage. For both: price p of a machine
        in corn, rate of profit r and its maximum R, values lam_1 and lam_2, omega, e, composition
        k_1 of the machine sector; further both costs of a machine at the old prices and wage and
        the rate of profit r_innovator of the first to adopt.

    Notes
    -----
    p is the positive root of :math:`a_2p^2 + (bl_2 - a_1)p - bl_1 = 0`, and
    :math:`1 + r = 1/(a_2p + bl_2)`. So the theorem has two steps, each decided in real
    arithmetic: at a constant real wage the cheaper technique cheapens machines in terms of corn,
    and cheaper machines raise the rate of profit of those who grow corn, hence of all.

    Examples
    --------
    >>> model = two_goods()
    >>> model.prove("cost_n < cost => p_n < p", given=["b_n = b"])
    Proof(Implies(cost_n < cost, p_n < p))
    >>> model.prove("p_n < p => r_n > r", given=["b_n = b"])
    Proof(Implies(p_n < p, r_n > r))
    """
    a_2, l_2 = variables("a_2", unit="machine/corn"), variables("l_2", unit="hour/corn")
    equations: dict[sp.Symbol, sp.Expr] = {}
    states = []
    for new in ("", "n"):
        a, omega, k = _named("a_1 omega k_1", new)
        l, lam_1 = _named("l_1 lam_1", new, unit="hour/machine")
        lam_2, b = _named("lam_2", new, unit="hour/corn"), _named("b", new, unit="corn/hour")
        p = _named("p", new, unit="corn/machine")
        e, R, r = _named("e R r", new, domain="real")
        gap = a - b * l_2
        equations |= {
            p: (gap + sp.sqrt(gap**2 + 4 * a_2 * b * l)) / (2 * a_2),
            r: 1 / (a_2 * p + b * l_2) - 1,
            R: 1 / a - 1,
            lam_1: l / (1 - a),
            lam_2: l_2 + a_2 * lam_1,
            omega: b * lam_2,
            e: 1 / omega - 1,
            k: a * lam_1 / (omega * l),
        }
        states.append((a, l, b, p, r))
    (a, l, b, p, r), (a_n, l_n, *_, r_n) = states
    cost, cost_n = variables("cost cost_n", unit="corn/machine")
    r_innovator = variables("r_innovator", domain="real")
    equations |= {cost: p * a + b * l, cost_n: p * a_n + b * l_n, r_innovator: p / cost_n - 1}
    return Model(
        equations,
        name="machines and corn",
        source=SOURCE,
        conditions={
            "productive": a < 1,
            "productive after": a_n < 1,
            "the wage leaves a profit": r > 0,
            "the wage leaves a profit after": r_n > 0,
        },
        assumptions=_PREMISES,
    )


def cost_and_rate() -> Model:
    r"""Return two techniques compared by unit cost and by rate of profit (Shaikh's case).

    Returns
    -------
    Model
        Of the price p, the unit costs uc and uc_n with depreciation (dollars a unit) and the
        capital advanced for a yearly unit, kappa_K and kappa_Kn: both rates of profit (a year),
        both margins on cost, and the price p_switch at which the rates are equal.

    Notes
    -----
    Where the new technique is cheaper but more capitalised, its rate of profit is the lower one
    at every price above p_switch and the higher one below it. That a firm adopts it at a high
    price, to undersell the others, is a premise about conduct: who maximises the rate of profit
    would not.

    Examples
    --------
    >>> model = cost_and_rate()
    >>> costs = {"uc": 80, "kappa_K": 100, "uc_n": 75, "kappa_Kn": 150}
    >>> [model.evaluate({**costs, "p": p}, "r", "r_n") for p in (100, 78)]
    [{'r': 1/5, 'r_n': 1/6}, {'r': -1/50, 'r_n': 1/50}]
    """
    p, uc, uc_n = variables("p uc uc_n", unit="dollar/unit")
    p_switch = variables("p_switch", unit="dollar/unit", domain="real")
    kappa_K, kappa_Kn = variables("kappa_K kappa_Kn", unit="dollar*year/unit")
    r, r_n = variables("r r_n", unit="1/year", domain="real")
    margin, margin_n = variables("margin margin_n", domain="real")
    return Model(
        {
            r: (p - uc) / kappa_K,
            r_n: (p - uc_n) / kappa_Kn,
            margin: p / uc - 1,
            margin_n: p / uc_n - 1,
            p_switch: (kappa_Kn * uc - kappa_K * uc_n) / (kappa_Kn - kappa_K),
        },
        name="choice by cost or by rate",
        source="Shaikh 1978, 1980; Steedman 1980; Nakatani 1980",
        conditions={"cheaper": uc_n < uc, "more capitalised": kappa_Kn > kappa_K},
        assumptions=("unit cost includes depreciation", "both techniques sell at one price"),
    )


def return_on(outlay: float, quasi_rent: float, years: int) -> float:
    r"""Return the yearly rate of profit on an outlay that earns a quasi-rent for so many years.

    Parameters
    ----------
    outlay, quasi_rent
        In one currency; the quasi-rent is earned at the end of each year.
    years
        How many years it is earned: the planned life for the expected rate, the actual life for
        the realised one. There is no scrap value.

    Raises
    ------
    ModelError
        If an argument is not positive, the years are not whole, or the root is not exact to
        rounding.

    Notes
    -----
    The root of :math:`\sum_{t=1}^{T}(1+r)^{-t} = P/Q`, of which there is exactly one above −1.

    Examples
    --------
    A machine planned for five years and obsolete after three does not return its outlay:

    >>> [round(return_on(100, 30, years), 6) for years in (5, 4, 3)]
    [0.152382, 0.077138, -0.050885]
    """
    for name, value in {"outlay": outlay, "quasi_rent": quasi_rent, "years": years}.items():
        if not (value > 0 and math.isfinite(value)):
            raise ModelError(f"{name} = {value}", where="return_on", mend="give a positive number")
    if int(years) != years:
        raise ModelError(f"{years} years", where="return_on", mend="give whole years")
    payments = range(1, int(years) + 1)

    def excess(discount: float) -> float:  # of the discount factor 1/(1 + r): it only rises
        return math.fsum(discount**t for t in payments) - outlay / quasi_rent

    top = max(1.0, outlay / quasi_rent)
    discount = float(optimize.brentq(excess, 0.0, top, xtol=1e-15, rtol=1e-14))
    if abs(excess(discount)) > 1e-9 * outlay / quasi_rent:
        raise ModelError(f"no root: {excess(discount)} remains", where="return_on")
    return 1 / discount - 1


def _named(names: str, new: str, **options: str) -> Any:
    """Return variables, marked by ``n`` where they belong to the new state (a_1n, b_n)."""
    marked = [f"{n}{'' if '_' in n else '_'}{new}" if new else n for n in names.split()]
    return variables(" ".join(marked), **options)
