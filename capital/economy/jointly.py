r"""An economy whose processes have several products: values, prices, exploitation, with labels.

What `joint` and `exploitation` compute gets labels and conditions here. Values are of two kinds.
*Least labour*: what a unit more of a good would cost if the processes were used as well as they
can be to make the wage basket; a linear programme finds them, and they are never negative.
*Additive*: :math:`\lambda B = \lambda A + l`; they may be negative, and are reported as they come.

Bounds on the rate of profit are rates at which :math:`\det(B' - (1+r)A')` has opposite signs.

References
----------
Morishima (1974), *Econometrica* 42. Steedman (1975), *Economic Journal* 85.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from capital.economy import closures, options, solver
from capital.economy.closures import Numeraire
from capital.economy.inputs import Technique
from capital.economy.labelled import dense, need, series
from capital.economy.solver import Choices
from capital.economy.tables import Condition, Prices, ValueAccount, value_table
from capital.economy.values import Account
from capital.errors import ModelError, check_choice

if TYPE_CHECKING:
    from capital.economy.economy import Economy
    from capital.economy.exploitation import FundamentalTheorem

KINDS = ("least", "additive")
#: Numéraires that need no values.
UNITS = ("wage_basket", "labour_commanded", "unit_basket")
#: How far, as a share of 1 + r, bounds on the rate of profit may lie apart.
WIDEST = 1e-6


def productive(given: Technique) -> Condition:
    """Say whether some activities yield more of every good than they use."""
    from capital.economy.joint import minimum_labour

    A, B = dense(given.A), dense(given.B)
    try:
        minimum_labour(A, B, np.ones(A.shape[1]), np.ones(A.shape[0]))
    except ModelError:
        return Condition(False, "not productive: no activities yield more of every good than used")
    return Condition(True, "some activities yield more of every good than they use")


def viable(given: Technique) -> Condition:
    """Say whether the wage basket can be made in less labour than it is paid for."""
    from capital.economy.joint import minimum_labour

    try:
        hours = minimum_labour(dense(given.A), dense(given.B), given.l, given.b).labour
    except ModelError as error:
        return Condition(False, error.what)
    text = f"the goods of an hour’s wage take at least {hours:.10g} hours to make"
    return Condition(bool(hours <= 1), text, float(hours))


def values(economy: Economy, kind: str | None, *, exact: bool) -> pd.Series:
    """Return values of joint products: of least labour for the wage basket, or additive ones."""
    from capital.economy.joint import additive_values, minimum_labour

    check_choice("kind of values", kind or "least", KINDS)
    given = economy.arrays(exact=exact)
    tables = dense(given.A), dense(given.B), given.l
    if kind == "additive":
        found = additive_values(*tables, exact=exact).values
        return series(found, economy.labels, "additive_value")
    if given.b is None:
        raise ModelError(
            "values of least labour are those at which a wage basket is made",
            where="wage_basket",
            mend="construct it with wage_basket=, or ask for kind='additive'",
        )
    found = minimum_labour(*tables, given.b, exact=exact).values
    return series(found, economy.labels, "optimal_value")


def value_account(economy: Economy, *, exact: bool) -> ValueAccount:
    """Return c, v and s of each process at additive values, whatever their signs."""
    given = economy.arrays(exact=exact)
    lam = values(economy, "additive", exact=exact).to_numpy()
    x, basket = need(given.Q, "output"), need(given.b, "wage_basket")
    living, constant = given.l * x, (lam @ dense(given.A)) * x
    variable = (lam @ basket) * living
    found = Account(constant, variable, living - variable, constant + living, constant + variable)
    return value_table(found, economy.processes)


def fundamental_theorem(economy: Economy) -> FundamentalTheorem:
    """Return whether profit is positive and whether workers are exploited, and that these agree.

    For single products labour is embodied labour, wear counted in; for joint products it is the
    least labour that makes the wage basket, and growth that of von Neumann (Morishima 1974).

    Returns
    -------
    FundamentalTheorem
        Both rates, whether each is positive, and whether they agree.

    Raises
    ------
    ModelError
        If there is no wage basket, or there are taxes, which the theorem knows nothing of.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> found = Economy.example("steedman").fundamental_theorem()
    >>> round(found.rate_of_exploitation, 12), found.profitable, found.agree
    (1.4, True, True)
    """
    from capital.economy import exploitation

    given = economy.technique
    if given.tax is not None:
        raise ModelError(
            "taxes take a part of the surplus that the theorem gives to profit",
            where="taxes",
            mend="take an economy without taxes=",
        )
    used = dense(given.A) if given.D is None else dense(given.A) + dense(given.D)
    made = None if given.B is None else dense(given.B)
    return exploitation.fundamental_theorem(used, given.l, need(given.b, "wage_basket"), made)


def prices(
    economy: Economy,
    *,
    wages: str,
    interpretation: str,
    data: dict[str, Any],
    numeraire: Any,
    exact: bool,
) -> Prices:
    """Return the prices of joint production that are all positive, and the rejected solutions.

    Raises
    ------
    ModelError
        If there are not as many processes as goods; if no solution, or more than one, is positive;
        if distribution is settled by what needs values.
    """
    given = economy.arrays(exact=exact)
    unit = _unit(economy, given, data, numeraire, exact)
    closed = _closure(given, data, wages, unit)
    tables = dense(given.A), dense(given.B), given.l
    rejected: tuple[tuple[Any, Any], ...] = ()
    if closed.basket is None:
        rate = closed.rate
        p, w = _at_rate(*tables, rate, wages, exact), 1
        bounds = (rate, rate)
    else:
        from capital.economy.joint import joint_prices

        found = joint_prices(*tables, closed.basket, wages=wages, exact=exact)
        rate, p, w, rejected = found.rate_of_profit, found.prices, found.wage, found.rejected
        bounds = (rate, rate) if exact else _bounds(*tables, closed.basket, rate, wages)
    scale = unit.amount / (p @ unit.goods + unit.hours * w)
    p, w = p * scale, w * scale
    table = _table(economy, tables, p, w, rate, wages)
    cost = table["inputs"] + table["wages"] + table["profit"]
    return Prices(
        rate_of_profit=rate,
        prices=table["price"].rename("price_of_production"),
        wage=w,
        maximum_rate_of_profit=_maximum(*tables, exact),
        normalisation=unit.text,
        bounds=bounds,
        residual=max(abs(table["revenue"] - cost)) / max(table["revenue"]),
        iterations=1,
        wages=wages,
        interpretation=interpretation,
        capital="circulating",
        closure=closed.text,
        table=table,
        rejected=rejected,
    )


def _unit(
    economy: Economy, given: Technique, data: dict[str, Any], numeraire: Any, exact: bool
) -> Numeraire:
    """Return the numéraire: one that needs no values."""
    chosen = options.numeraire(numeraire, economy.labels, exact)
    default = "labour_commanded" if given.b is None else "wage_basket"
    name = chosen or ("unit_basket" if data["wage"] is not None else default)
    if not isinstance(name, str):
        return name
    if name not in UNITS:
        raise ModelError(
            f"the numéraire {name} is for processes with one product each",
            where="numeraire",
            mend=f"take {', '.join(UNITS)}, a good or a basket of goods",
        )
    return closures.named_numeraire(name, _valued(given))


def _closure(given: Technique, data: dict[str, Any], wages: str, unit: Numeraire) -> Any:
    """Return what settles distribution: the wage basket, a wage or a rate of profit."""
    for name in ("value_of_labour_power", "profit_share"):
        if data[name] is not None:
            raise ModelError(
                f"with joint products {name} settles no prices: values are not of one kind",
                where=name,
                mend="give wage, rate_of_profit or the economy’s wage_basket",
            )
    found = closures.closure(data, "standard", wages, _valued(given), unit)
    if found.basket is None and found.rate is None:
        raise ModelError("with joint products a wage is needed", where=found.datum, mend="give one")
    return found


def _valued(given: Technique) -> Any:
    return solver.valuation(given, Choices("ante", "standard"))


def _at_rate(A: Any, B: Any, l: Any, rate: Any, wages: str, exact: bool) -> Any:
    """Return prices in hourly wages at a rate of profit, all positive."""
    from capital.economy._arrays import solve_row
    from capital.economy.joint import above_nothing, check_square

    check_square(A)
    paid = l * (1 + rate) if wages == "ante" else l
    p = solve_row(B - (1 + rate) * A, paid, exact)
    if rate < 0 or not above_nothing(p):
        raise ModelError(
            f"at a rate of profit of {rate} some price is not positive",
            where="rate_of_profit",
            mend="give another rate, of zero or more, or another set of processes",
        )
    return p


def _pencil(A: Any, B: Any, l: Any, b: Any, wages: str) -> tuple[Any, Any]:
    """Return revenue and cost of a unit of each activity, as matrices."""
    paid = b[:, None] * l
    return (B, A + paid) if wages == "ante" else (B - paid, A)


def _bounds(A: Any, B: Any, l: Any, b: Any, rate: float, wages: str) -> tuple[float, float]:
    """Return two rates of profit between which the equations have a solution."""
    revenue, cost = _pencil(A, B, l, b, wages)
    width = 1e-15
    while width < WIDEST:
        ends = rate - width * (1 + rate), rate + width * (1 + rate)
        signs = [np.linalg.slogdet(revenue - (1 + end) * cost)[0] for end in ends]
        if signs[0] * signs[1] <= 0:
            return ends
        width *= 4
    raise ModelError(
        f"two solutions fall together at the rate of profit {rate:.10g}",
        where="joint",
        mend="relative prices are not settled there: change the set of processes",
    )


def _maximum(A: Any, B: Any, l: Any, exact: bool) -> Any:
    """Return the rate of profit at a wage of nothing; NaN where no one solution is positive."""
    from capital.economy.joint import joint_prices

    try:
        basket, unit = l * 0, l * 0 + 1
        return joint_prices(
            A, B, l, basket, wages="post", numeraire=unit, exact=exact
        ).rate_of_profit
    except ModelError:
        return float("nan")


def _table(economy: Economy, tables: Any, p: Any, w: Any, rate: Any, wages: str) -> pd.DataFrame:
    """Return price by good, and what the process in the same place earns and costs."""
    A, B, l = tables
    inputs, paid = p @ A, w * l
    advanced = inputs + paid if wages == "ante" else inputs
    columns = {
        "price": p,
        "revenue": p @ B,
        "inputs": inputs,
        "wages": paid,
        "profit": rate * advanced,
        "capital_advanced": advanced,
    }
    return pd.DataFrame(columns, economy.labels)
