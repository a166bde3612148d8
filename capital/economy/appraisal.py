r"""A new process beside the old one: dearer or cheaper, and at whose prices.

At prices p and a wage w a unit of a good costs :math:`C = p(a + d + \tau) + wl` and ties up the
capital :math:`k = p(k_F + a t) + wlt`, its last term only if wages are advanced. A new process is
*viable* in Okishio's sense if it is cheaper than the one in use. Its user earns
:math:`(p_j - C)/k`: the innovator's rate, for the first to use it. Where fixed capital is tied up,
the cheaper process need not be the more profitable one (Shaikh 1978). Where a price is no price of
production, subsidised or under-depreciated, a process may be taken up that is dearer in truth.

References
----------
Okishio (1961), *Kobe University Economic Review* 7. Shaikh (1978), *Cambridge Journal of Economics*
2; (1980), *CJE* 4. Steedman (1980), *CJE* 4. Roemer (1977), *Journal of Economic Theory* 16.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from capital.economy.derivatives import price_system
from capital.economy.inputs import Technique
from capital.economy.matrices import Vector
from capital.errors import DataError, ModelError

#: Costs that differ by less, as a share, are equal.
TIE = 1e-12


@dataclass(frozen=True)
class Appraisal:
    """An old and a new process for the same good, at given prices.

    Attributes
    ----------
    process : int
        Position of the good.
    cost_before, cost_after : float
        Inputs, wear, taxes and wages of a unit, in the unit of the prices.
    advance_before, advance_after : float
        Capital advanced for a unit; equal to the cost with circulating capital and wages ante.
    rate_before, rate_after : float
        (price − cost)/advance; the second is the innovator's. Infinite if nothing is advanced.
    cheaper : bool
        Whether the new process costs less: Okishio's condition of viability.
    more_profitable : bool
        Whether its rate is higher; without fixed capital the same.
    capital_using, labour_saving : bool
        Whether it needs more of some good, used or tied up, and less of none; less labour.
    """

    process: int
    cost_before: float
    cost_after: float
    advance_before: float
    advance_after: float
    rate_before: float
    rate_after: float
    cheaper: bool
    more_profitable: bool
    capital_using: bool
    labour_saving: bool


def replace_process(
    technique: Technique,
    process: int,
    inputs: ArrayLike,
    labour: float,
    *,
    wear: ArrayLike | None = None,
    capital: ArrayLike | None = None,
) -> Technique:
    """Return the technique with another process for one good.

    Parameters
    ----------
    technique : Technique
        Of n goods, dense.
    process : int
        Position of the good.
    inputs : array, shape (n,)
        Goods used up per unit.
    labour : float
        Hours per unit.
    wear, capital : array, shape (n,), optional
        Goods worn out and tied up per unit; those of the old process if left out.

    Raises
    ------
    DataError
        If the position, a length or a sign is wrong, or stocks are given to a technique without.

    Examples
    --------
    >>> corn = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    >>> replace_process(corn, 0, [0.6], 0.25).A
    array([[0.6]])
    """
    n = len(technique.l)
    if not 0 <= process < n:
        raise DataError(f"there is no process {process}", "process", f"give 0 to {n - 1}")
    hours = technique.l.astype(float)
    hours[process] = _column([labour], "labour", 1)[0]
    parts = {"l": hours}
    for name, column in (("A", inputs), ("D", wear), ("K", capital)):
        if column is None:
            continue
        old = getattr(technique, name)
        if old is None or sparse.issparse(old) or old.ndim != 2:
            raise DataError(f"the technique has no dense table {name} to change", where=name)
        parts[name] = old.astype(float)
        parts[name][:, process] = _column(column, name, n)
    return replace(technique, **parts)


def appraise(
    before: Technique,
    after: Technique,
    process: int,
    prices: ArrayLike,
    *,
    wages: str,
    wage: float = 1.0,
) -> Appraisal:
    """Return cost, capital advanced and rate of profit of an old and a new process.

    Parameters
    ----------
    before, after : Technique
    process : int
        Position of the good.
    prices : array, shape (n,)
        Any prices: of production, of the market, subsidised, of a price war.
    wages : {"ante", "post"}
    wage : float
        Money an hour, in the unit of the prices.

    Examples
    --------
    >>> corn = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    >>> found = appraise(corn, replace_process(corn, 0, [0.6], 0.25), 0, [4.0], wages="ante")
    >>> found.cost_before, round(found.cost_after, 12), found.cheaper
    (3.0, 2.65, True)
    """
    p = np.asarray(prices, dtype=float)
    old, new = (_unit(item, process, p, wage, wages) for item in (before, after))
    rates = [float(quotient(p[process] - cost, tied)) for cost, tied in (old, new)]
    using, saving = _needs(before, after, process)
    return Appraisal(
        process=process,
        cost_before=old[0],
        cost_after=new[0],
        advance_before=old[1],
        advance_after=new[1],
        rate_before=rates[0],
        rate_after=rates[1],
        cheaper=old[0] - new[0] > TIE * old[0],
        more_profitable=rates[1] - rates[0] > TIE * (1 + abs(rates[0])),
        capital_using=using,
        labour_saving=saving,
    )


def critical_price_ratio(
    before: Technique,
    after: Technique,
    process: int,
    good: int,
    prices: ArrayLike,
    *,
    wages: str,
    wage: float = 1.0,
) -> float:
    r"""Return the share of its price at which a good makes the new process as dear as the old.

    A process that needs more of a subsidised good is taken up below this ratio.

    Notes
    -----
    With costs :math:`C, C'` at full prices and :math:`\Delta = p_g(a'_g - a_g)` what more of the
    good costs, :math:`1 - (C' - C)/\Delta`. Wages are held in money.

    Raises
    ------
    ModelError
        If both processes need the same amount of the good, or no price of it makes them equal.
    """
    p = np.asarray(prices, dtype=float)
    alone = np.zeros_like(p)
    alone[good] = p[good]
    costs = [_unit(item, process, p, wage, wages)[0] for item in (before, after)]
    parts = [_unit(item, process, alone, 0.0, wages)[0] for item in (before, after)]
    more = parts[1] - parts[0]
    ratio = 1 - (costs[1] - costs[0]) / more if more else -1.0
    if ratio < 0:
        raise ModelError(
            f"no price of good {good} makes the two processes equally dear", where="good"
        )
    return ratio


def quotient(numerator: Vector, denominator: Vector) -> Vector:
    """Return a quotient that is infinite where there is nothing to divide by."""
    part, whole = np.broadcast_arrays(np.asarray(numerator), np.asarray(denominator))
    return np.divide(part, whole, out=np.full(part.shape, np.inf), where=whole != 0)


def _unit(
    technique: Technique, process: int, prices: Vector, wage: float, wages: str
) -> tuple[float, float]:
    """Return cost and capital advanced of a unit of one good."""
    system = price_system(technique, wages)
    cost = system.flow(prices) + wage * system.u
    tied = system.stock(prices) + wage * system.h
    return float(cost[process]), float(tied[process])


def _needs(before: Technique, after: Technique, process: int) -> tuple[bool, bool]:
    """Return whether a process needs more of some good and less of none; and less labour."""
    more = less = False
    for name in ("A", "D", "K"):
        old, new = (getattr(item, name) for item in (before, after))
        if old is not None and new is not None and old.ndim == 2:
            rise = new[:, [process]] - old[:, [process]]
            more, less = more or bool((rise > 0).sum()), less or bool((rise < 0).sum())
    return more and not less, bool(after.l[process] < before.l[process])


def _column(values: ArrayLike, name: str, length: int) -> Vector:
    """Return the coefficients of a process, checked."""
    column = np.asarray(values, dtype=float)
    if column.shape != (length,) or not ((column >= 0) & (column < np.inf)).all():
        raise DataError(
            f"the new process has {name} of the shape {column.shape}, or not all zero or more",
            where=name,
            mend=f"give {length} numbers of zero or more",
        )
    return column
