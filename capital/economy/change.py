"""Changes of technique on a labelled economy: what r answers to, experiments, Δr taken apart.

The functions take an `Economy` and are its methods; the reasoning stands in `derivatives`,
`appraisal` and `experiments`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from capital.economy import derivatives, options, solver
from capital.economy.appraisal import Appraisal
from capital.economy.derivatives import RateChange, Sensitivities
from capital.economy.experiments import Experiment, State
from capital.economy.experiments import experiment as compare_techniques
from capital.economy.inputs import SQUARE, checked
from capital.economy.labelled import dense, labelled, ordinary, series
from capital.errors import DataError, check_choice, unknown

if TYPE_CHECKING:
    from capital.economy.economy import Economy


def sensitivities(
    economy: Economy, *, wages: str = "ante", capital: str | None = None
) -> Sensitivities:
    r"""Return the derivative of the rate of profit to every coefficient of the technique.

    Parameters
    ----------
    wages
        ``"ante"`` or ``"post"``.
    capital
        ``"circulating"`` or ``"stock"``; stock if the economy has any.

    Returns
    -------
    Sensitivities
        ``derivative`` and ``elasticity(part)`` by part of the technique (``"A"``, ``"l"``,
        ``"b"``, ``"D"``, ``"K"``, ``"tax"``, ``"t"``), with labels.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> corn = Economy([[0.5]], [1.0], wage_basket=[0.25], labels=["corn"])
    >>> corn.sensitivities().elasticity("l").round(6).to_dict()
    {'corn': -1.333333}
    """
    given = solver.stripped(ordinary(economy), capital)
    found = derivatives.sensitivities(given, wages=wages)
    names = economy.labels
    slopes, sizes = found.derivative, found.coefficient
    return replace(
        found,
        prices=series(found.prices, names, "price_of_production"),
        activity=series(found.activity, names, "activity"),
        derivative={name: labelled(part, names, name) for name, part in slopes.items()},
        coefficient={name: labelled(part, names, name) for name, part in sizes.items()},
    )


def with_process(
    economy: Economy,
    process: Any,
    inputs: Any,
    labour: Any,
    *,
    wear: Any = None,
    capital: Any = None,
) -> Economy:
    """Return the economy in which one good is made in another way.

    Parameters
    ----------
    process
        Label of the good.
    inputs
        Goods used up per unit: shape (n,), or a mapping that may leave out goods it needs none of.
    labour
        Hours per unit.
    wear, capital
        Goods worn out and tied up per unit, like `inputs`; those of the old process if left out.

    Returns
    -------
    Economy
        A new one; prices and profitability are asked of it as of any other.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> corn = Economy([[0.5]], [1.0], wage_basket=[0.25], labels=["corn"])
    >>> corn.with_process("corn", {"corn": 0.6}, 0.25).labour.to_dict()
    {'corn': 0.25}
    """
    _ = ordinary(economy)
    names, given = economy.labels, economy.given
    if process not in names:
        raise unknown("process", process, names, where="with_process")
    at = int(names.get_loc(process))
    tables = {
        "labour": _put(given.l, at, options.number(labour, "labour", given.l.dtype == object))
    }
    for argument, column in (("A", inputs), ("depreciation", wear), ("capital", capital)):
        if column is None:
            continue
        old = getattr(given, SQUARE[argument])
        if old is None:
            raise DataError(f"the economy has no {argument} to change", where=argument)
        goods = options.goods(argument, column, names)
        checked(argument, goods, names)
        tables[argument] = _put(dense(old), at, goods)
    return economy.replace(**tables)


def _put(table: Any, at: int, entry: Any) -> Any:
    """Return a copy of a table with another column, or another number of a vector."""
    exact = object in (table.dtype, getattr(entry, "dtype", None))
    found = np.array(table, dtype=object if exact else float)
    found[..., at] = entry
    return found


def experiment(
    economy: Economy, after: Economy, *, wages: str = "ante", capital: str | None = None
) -> Experiment:
    """Return what a change of technique does to the rate of profit (Okishio, Roemer).

    Parameters
    ----------
    after : Economy
        The new technique, usually from `with_process`, with the wage basket of before.
    wages
        ``"ante"`` or ``"post"``.
    capital
        ``"circulating"`` or ``"stock"``; stock if the economy has any.

    Returns
    -------
    Experiment
        Whether each new process is viable at the old prices of production (``appraisals``) and at
        market prices, where the economy has any (``perceived``); and the state after, by what
        stayed the same: real wage, exploitation, wage share, rate of profit.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> old = Economy.example("okishio-one-good")
    >>> found = old.experiment(old.with_process("good", ["3/5"], "1/4"))
    >>> found.appraisals[0].cheaper
    True
    >>> found.to_frame()["rate_of_profit"].round(6).tolist()       # before, then the four states
    [0.333333, 0.509434, 0.25, 0.25, 0.333333]
    """
    names = economy.labels
    first, second = (_thick(item, names, capital) for item in (economy, after))
    market = None if first.m is None or first.b is None else first.m / (first.m @ first.b)
    found = compare_techniques(first, second, wages=wages, market_prices=market)
    return replace(
        found,
        before=_state(found.before, economy),
        after={name: _state(state, economy) for name, state in found.after.items()},
        appraisals=_appraisals(found.appraisals, economy),
        perceived=_appraisals(found.perceived, economy),
    )


def _state(state: State, economy: Economy) -> State:
    """Return a state with labels."""
    names = ("prices", "values", "real_wage", "composition")
    named = {name: series(getattr(state, name), economy.labels, name) for name in names}
    return replace(state, **named)


def _appraisals(found: tuple[Appraisal, ...], economy: Economy) -> tuple[Appraisal, ...]:
    """Return appraisals that name their process."""
    return tuple(replace(item, process=economy.labels[item.process]) for item in found)


def decompose(
    economy: Economy,
    after: Economy,
    *,
    wages: str = "ante",
    by: str = "part",
    capital: str | None = None,
) -> RateChange:
    """Return what the change of the rate of profit between two tables is made of.

    Parameters
    ----------
    after : Economy
        The second table, of the same goods in the same physical units.
    wages
        ``"ante"`` or ``"post"``.
    by
        ``"part"``: A, l, b … replaced in every order (Shapley). ``"coefficient"``: every single
        coefficient, along the straight path between the tables.
    capital
        ``"circulating"`` or ``"stock"``; stock if the economies have any.

    Returns
    -------
    RateChange
        Both rates and the contribution of each part; the contributions sum to the change.

    Examples
    --------
    >>> from capital.economy import Economy
    >>> old, new = (Economy.example(f"okishio-one-good{end}") for end in ("", "-after"))
    >>> found = old.decompose(new)
    >>> {name: round(part, 6) for name, part in found.contribution.items()}
    {'A': -0.212603, 'l': 0.388704, 'b': 0.0}
    """
    check_choice("way to decompose", by, ("part", "coefficient"))
    names = economy.labels
    first, second = (_thick(item, names, capital) for item in (economy, after))
    if by == "part":
        return derivatives.decompose(first, second, wages=wages)
    found = derivatives.attribute(first, second, wages=wages)
    parts = {name: labelled(part, names, name) for name, part in found.contribution.items()}
    return replace(found, contribution=parts)


def _thick(economy: Economy, names: Any, capital: str | None) -> Any:
    """Return the tables of one of two economies, which must have the same goods."""
    if not economy.labels.equals(names):
        raise DataError(
            "the two economies have other goods, or the same in another order",
            where="after",
            mend="give both tables the same sectors",
        )
    return solver.stripped(ordinary(economy), capital)
