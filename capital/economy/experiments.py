r"""Experiments with techniques: one process is replaced, and what becomes of the rate of profit.

A new process is *viable* if it is cheaper at the ruling prices: unit cost
:math:`p(a + d) + wl` against that of the old one. The innovator earns his own rate at these
prices. What the *general* rate becomes depends on what is taken to stay the same:

* the real wage b: then a viable process of a basic good raises r, a dearer one lowers it, and one
  of a luxury leaves it as it is (Okishio 1961);
* the rate of exploitation: the basket grows or shrinks until it has its old value at the new
  values, and r can fall with a viable process (Roemer 1981);
* the share of wages in the money price of the net product (New Interpretation), which can also
  make it fall;
* the rate of profit: the basket then shows the *threshold*, the real wage above which r falls.

Two cautions are built in. Where fixed capital is tied up, the cheaper process need not have the
higher rate of profit on its capital (Shaikh 1978): both are reported. And where a price is not the
price of production, subsidised or under-depreciated, a process may be taken up that is dearer in
truth: `experiment` appraises it at both, and `critical_price_ratio` gives the subsidy at which it
begins to be taken up.

References
----------
Okishio (1961), *Kobe University Economic Review* 7. Roemer (1977), *Journal of Economic Theory* 16,
on capital-using, labour-saving change; (1979), *Cambridge Journal of Economics* 3, on fixed
capital; (1981), *Analytical Foundations of Marxian Economic Theory*, ch. 4–6. Shaikh (1978), *CJE*
2. Foley (1982), *Review of Radical Political Economics* 14.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from capital.economy.appraisal import TIE, Appraisal, appraise, quotient
from capital.economy.derivatives import PARTS, price_system, solve
from capital.economy.inputs import Technique
from capital.economy.matrices import Vector, times_column
from capital.economy.prices import Solution, at_cost, at_rate, maximum_rate
from capital.economy.values import values
from capital.errors import DataError, ModelError


@dataclass(frozen=True)
class State:
    """An economy of n goods at a uniform rate of profit.

    Attributes
    ----------
    rate_of_profit, lower, upper : float
        r and its proved bounds.
    maximum_rate : float
        R, the rate at a wage of nothing; infinite if no good enters its own production.
    prices : array, shape (n,)
        Multiples of the wage of an hour, so that p·b = 1.
    values : array, shape (n,)
        Hours per unit.
    real_wage : array, shape (n,)
        Goods an hour.
    value_of_labour_power : float
        ω = λ·b.
    rate_of_exploitation : float
        e = (1 − ω)/ω.
    composition : array, shape (n,)
        Value composition k = c/v of each process; infinite without labour.
    """

    rate_of_profit: float
    lower: float
    upper: float
    maximum_rate: float
    prices: Vector
    values: Vector
    real_wage: Vector
    value_of_labour_power: float
    rate_of_exploitation: float
    composition: Vector


@dataclass(frozen=True)
class Experiment:
    """What a change of technique does.

    Attributes
    ----------
    before : State
    appraisals : tuple of Appraisal
        Of each process that changed, at the prices of production before the change.
    perceived : tuple of Appraisal
        The same at market prices, where these were given; else equal to `appraisals`.
    basic : tuple of bool
        Whether the good of each process entered, directly or indirectly, all goods.
    after : mapping of str to State
        By what stayed the same: ``"real_wage"``, ``"exploitation"``, ``"wage_share"`` (where
        output is known) and ``"rate_of_profit"``, whose `State.real_wage` is the threshold.
    wage_factor : mapping of str to float
        The real wage of each state over the old one.
    impossible : mapping of str to str
        What cannot stay the same, and why.
    progressive : bool
        Whether values fell: none rose and some fell.
    """

    before: State
    appraisals: tuple[Appraisal, ...]
    perceived: tuple[Appraisal, ...]
    basic: tuple[bool, ...]
    after: Mapping[str, State]
    wage_factor: Mapping[str, float]
    impossible: Mapping[str, str]
    progressive: bool

    def to_frame(self) -> pd.DataFrame:
        """Return the states before and after, one a row, with the real wage over the old one."""
        states = {"before": self.before, **self.after}
        columns = (
            "rate_of_profit",
            "maximum_rate",
            "value_of_labour_power",
            "rate_of_exploitation",
        )
        rows = {
            name: [*(getattr(state, column) for column in columns), self.wage_factor.get(name, 1.0)]
            for name, state in states.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=[*columns, "wage_factor"])


def state(technique: Technique, *, wages: str) -> State:
    """Return rates, prices and values of a technique at its real wage.

    Parameters
    ----------
    technique : Technique
    wages : {"ante", "post"}

    Raises
    ------
    ModelError
        If there is no wage basket, or no rate of profit.

    Examples
    --------
    >>> corn = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    >>> found = state(corn, wages="ante")
    >>> round(found.rate_of_profit, 12), found.values, found.rate_of_exploitation
    (0.333333333333, array([2.]), 1.0)
    """
    system, found = solve(technique, wages)
    if technique.b is None:
        raise ModelError("without a wage basket there is no rate of exploitation", where="b")
    lam = values(technique.A, technique.l, technique.D)
    omega = float(lam @ technique.b)
    constant, paid = lam - technique.l, omega * technique.l
    return State(
        rate_of_profit=found.rate_of_profit,
        lower=found.lower,
        upper=found.upper,
        maximum_rate=maximum_rate(system).rate,
        prices=found.prices / found.wage,
        values=lam,
        real_wage=technique.b,
        value_of_labour_power=omega,
        rate_of_exploitation=float(quotient(1 - omega, omega)),
        composition=quotient(constant, paid),
    )


def experiment(
    before: Technique,
    after: Technique,
    *,
    wages: str,
    output: ArrayLike | None = None,
    market_prices: ArrayLike | None = None,
) -> Experiment:
    r"""Return what the change from one technique to another does to the rate of profit.

    Parameters
    ----------
    before, after : Technique
        Of the same goods; `before` holds the real wage. Usually `after` comes from
        `replace_process`; several processes may have changed.
    wages : {"ante", "post"}
    output : array, shape (n,), optional
        Gross output, the same before and after, for the share of wages in the net product;
        ``before.Q`` if left out.
    market_prices : array, shape (n,), optional
        Prices at which producers judge, in multiples of an hour's wage.

    Returns
    -------
    Experiment

    Raises
    ------
    DataError
        If the techniques have different goods, or are the same.
    ModelError
        If there is no rate of profit before, or the new technique is not productive.

    Notes
    -----
    The factor κ on the old basket b is 1; :math:`\lambda b/\lambda'b` at the same e; :math:`1/pb`
    at the same r, with p the new prices at that r in hours of wages; and for the share of wages
    :math:`\omega = wL/py` also :math:`1/pb`, where r solves :math:`p(r)\,y' = L'/\omega`. That left
    side rises with r whatever the output, for :math:`p\,y' = L' + r\cdot(\text{capital})`.

    References
    ----------
    Okishio (1961). Roemer (1981), ch. 4–6.

    Examples
    --------
    >>> corn = Technique(A=np.array([[0.5]]), l=np.array([1.0]), b=np.array([0.25]))
    >>> better = Technique(A=np.array([[0.6]]), l=np.array([0.25]), b=np.array([0.25]))
    >>> found = experiment(corn, better, wages="ante")
    >>> {name: round(item.rate_of_profit, 6) for name, item in found.after.items()}
    {'real_wage': 0.509434, 'exploitation': 0.25, 'rate_of_profit': 0.333333}
    """
    basket, changed = _same_basket(before, after), _changed(before, after)
    old = state(before, wages=wages)
    levels = _levels(before.Q if output is None else output, len(basket))
    factors = _factors(before, after, old, wages, levels)
    states, impossible = _states(after, basket, factors, wages)
    lam = values(after.A, after.l, after.D)
    change = lam - old.values
    at_prices = [old.prices, old.prices if market_prices is None else market_prices]
    appraisals, perceived = (
        tuple(appraise(before, after, j, p, wages=wages) for j in changed) for p in at_prices
    )
    basics = price_system(before, wages).groups(basket).basics
    return Experiment(
        before=old,
        appraisals=appraisals,
        perceived=perceived,
        basic=tuple(bool(j in basics) for j in changed),
        after={name: found for name, (_, found) in states.items()},
        wage_factor={name: factor for name, (factor, _) in states.items()},
        impossible=impossible,
        progressive=bool((change <= TIE * lam).all() and (change < -TIE * lam).any()),
    )


def _factors(
    before: Technique, after: Technique, old: State, wages: str, levels: Vector | None
) -> dict[str, Callable[[], float]]:
    """Return, by what stays the same, how to find the new real wage over the old."""
    system = price_system(after, wages)
    ceiling = maximum_rate(system)

    def affordable(found: Solution) -> float:
        factor = found.wage / float(found.prices @ before.b)
        if not factor > 0:
            raise ModelError("nothing is left for wages", where="wage_basket")
        return factor

    def same_exploitation() -> float:
        return old.value_of_labour_power / float(values(after.A, after.l, after.D) @ before.b)

    def same_share() -> float:
        share = before.l @ levels / (old.prices @ _net(before, levels))
        return affordable(at_cost(system, _net(after, levels), after.l @ levels / share, ceiling))

    def same_rate() -> float:
        return affordable(at_rate(system, old.rate_of_profit, ceiling))

    found = {"real_wage": lambda: 1.0, "exploitation": same_exploitation}
    if levels is not None:
        found["wage_share"] = same_share
    return found | {"rate_of_profit": same_rate}


def _states(
    after: Technique, basket: Vector, factors: Mapping[str, Callable[[], float]], wages: str
) -> tuple[dict[str, tuple[float, State]], dict[str, str]]:
    """Return the new real wage over the old and the new state, or why there is none."""
    found, impossible = {}, {}
    for name, find in factors.items():
        try:
            factor = find()
            found[name] = factor, state(replace(after, b=basket * factor), wages=wages)
        except ModelError as error:
            impossible[name] = str(error)
    return found, impossible


def _levels(output: ArrayLike | None, length: int) -> Vector | None:
    """Return gross output as checked numbers, where it is known."""
    if output is None:
        return None
    levels = np.asarray(output, dtype=float)
    if levels.shape != (length,) or not (levels >= 0).all() or not 0 < levels.sum() < np.inf:
        raise DataError(
            "output is no set of numbers of zero or more, one a sector and not all zero", "output"
        )
    return levels


def _net(technique: Technique, levels: Vector) -> Vector:
    """Return the net output of given gross outputs."""
    used = technique.A @ levels
    return levels - used - (0 if technique.D is None else times_column(technique.D, levels))


def _same_basket(before: Technique, after: Technique) -> Vector:
    """Return the real wage, which is no part of the change."""
    if before.b is None or after.b is None or not np.array_equal(before.b, after.b):
        raise DataError(
            "the two techniques do not have one and the same wage basket",
            where="b",
            mend="the real wage is no part of the change: give both the basket of before",
        )
    return before.b


def _changed(before: Technique, after: Technique) -> list[int]:
    """Return the positions of the processes that differ."""
    differs = np.zeros(len(before.l), dtype=bool)
    for name in PARTS:
        old, new = getattr(before, name), getattr(after, name)
        if (old is None) != (new is None) or (old is not None and old.shape != new.shape):
            raise DataError(f"{name} has another shape after than before", where=name)
        if old is not None and name != "b":
            differs |= np.asarray(abs(new - old).sum(axis=0) if old.ndim == 2 else new != old) != 0
    if not differs.any():
        raise DataError("the two techniques are the same", where="after")
    return [int(j) for j in np.flatnonzero(differs)]
