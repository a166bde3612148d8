r"""The frontier of a book of blueprints: several processes for each good, every combination.

With k processes for each of n goods there are :math:`k^n` techniques; they are not listed. At any
rate of profit one of them has the lowest prices in wages for all goods at once, so that the choice
does not depend on the numéraire. At a rate of zero it is the one of least labour, from a linear
programme. It stays the cheapest until a process outside it breaks even,

.. math:: \sigma\,p\,a_j + \sigma^\delta\,l_j = p_{g(j)},\qquad \sigma = 1+r,

with g(j) the good that it makes. That rate is a switch point, found as a root; there the process
enters, and the search goes on up to the maximum rate of the last technique.

References
----------
Sraffa (1960), ch. 12. Zambelli (2018), *Cambridge Journal of Economics* 42.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from capital.economy._arrays import read
from capital.economy.choice import GRID, Envelope, curve, discount, frontier
from capital.economy.joint import linear_programme
from capital.economy.sraffa import WAGES, labour_commanded
from capital.errors import DataError, check_choice

#: A process that would save less than this share of a price does not enter.
BREAK_EVEN = 1e-11


@dataclass(frozen=True)
class Book:
    """The frontier of all combinations of processes.

    Attributes
    ----------
    techniques : tuple of tuples of int
        Each technique that rules somewhere: the process that makes good 0, good 1 …
    envelope : Envelope
        Which of them rules where, and the switches between them.
    """

    techniques: tuple[tuple[int, ...], ...]
    envelope: Envelope


@dataclass(frozen=True)
class _Processes:
    """Processes as columns, with the good that each makes."""

    A: Any
    l: Any
    makes: Any
    wages: str

    def prices(self, chosen: Any, rates: Any) -> Any:
        """Return prices in wages of a technique, one row a rate."""
        return labour_commanded(self.A[:, chosen], self.l[chosen], rates, self.wages)

    def saving(self, prices: Any, rates: Any) -> Any:
        """Return by what share of the price each process is cheaper, one row a rate."""
        sigma = (1 + rates)[:, None]
        cost = sigma * (prices @ self.A) + (sigma if self.wages == "ante" else 1) * self.l
        return 1 - cost / prices[:, self.makes]


def book_of_blueprints(A: Any, l: Any, makes: Any, numeraire: Any, *, wages: str) -> Book:
    """Return the frontier of all techniques that can be composed of some processes.

    Parameters
    ----------
    A : array of shape (n, m)
        Inputs of each of m processes for a unit of its product.
    l : array of shape (m,)
        Hours for a unit, all positive.
    makes : array of int of shape (m,)
        The good, counted from 0, that each process makes.
    numeraire : array of shape (n,)
        The goods in which wages are measured.
    wages
        ``"ante"`` or ``"post"``.

    Raises
    ------
    DataError
        If a good is made by no process, or a process uses no labour.
    ModelError
        If no combination yields a net product.

    Examples
    --------
    Corn made with 1/2 corn and an hour, or with 3/5 and a quarter of an hour:

    >>> book = book_of_blueprints([[0.5, 0.6]], [1, 0.25], [0, 0], [1], wages="post")
    >>> book.techniques, round(book.envelope.switches[0].rate_of_profit * 19, 9)
    (((1,), (0,)), 11.0)
    """
    check_choice("timing of wages", wages, WAGES)
    given, d = _read(A, l, makes, numeraire, wages)
    chosen = _least_labour(given)
    ruling: list[Any] = [chosen]
    marks: list[float] = []
    while found := _break_even(given, chosen, marks[-1] if marks else 0.0):
        rate, entrant = found
        chosen = np.where(np.arange(len(d)) == given.makes[entrant], entrant, chosen)
        marks.append(rate)
        ruling.append(chosen)
    names = list(dict.fromkeys(tuple(int(j) for j in choice) for choice in ruling))
    curves = [curve(given.A[:, list(n)], given.l[list(n)], d, wages) for n in names]
    return Book(tuple(names), frontier(curves, marks))


def _break_even(given: _Processes, chosen: Any, start: float) -> tuple[float, int] | None:
    """Return the next rate at which a process outside breaks even, and the process."""
    goods = np.ones(len(chosen))
    own = curve(given.A[:, chosen], given.l[chosen], goods, given.wages)
    t = np.linspace(discount(start), discount(own.R) * (1 - 1e-9), GRID)
    rates = t / (1 - t)
    saving = given.saving(given.prices(chosen, rates), rates)
    saving[:, chosen] = -1
    saves = saving[1:] > BREAK_EVEN
    if not saves.any():
        return None
    step = int(np.argmax(saves.any(axis=1)))

    def excess(at: float, rival: int) -> float:
        rate = np.array([at / (1 - at)])
        return float(given.saving(given.prices(chosen, rate), rate)[0, rival])

    low, high = float(t[step]), float(t[step + 1])
    found = [
        (float(brentq(excess, low, high, args=(rival,), xtol=1e-15)), rival)
        if excess(low, rival) < 0
        else (low, rival)
        for rival in np.flatnonzero(saves[step]).tolist()
    ]
    at, entrant = min(found)
    return at / (1 - at), entrant


def _least_labour(given: _Processes) -> Any:
    """Return the technique that makes one unit of each good net with the least labour."""
    n = len(given.A)
    outputs = (given.makes == np.arange(n)[:, None]).astype(float)
    found = linear_programme(
        given.l,
        given.A - outputs,
        -np.ones(n),
        infeasible="no combination of the processes yields a net product",
    )
    return np.array([np.argmax(np.where(given.makes == good, found.x, -1)) for good in range(n)])


def _read(A: Any, l: Any, makes: Any, numeraire: Any, wages: str) -> tuple[_Processes, Any]:
    """Return processes and numéraire, checked against each other."""
    A = read(A, "A", (None, None), False)
    n, m = A.shape
    l, d = read(l, "l", (m,), False), read(numeraire, "numeraire", (n,), False)
    goods = read(makes, "makes", (m,), False)
    if set(goods.tolist()) != set(range(n)):
        raise DataError(
            f"the goods made are not the {n} of the table",
            where="makes",
            mend="number the goods from 0, and give each at least one process",
        )
    if not ((l > 0).all() and (d > 0).any()):
        raise DataError(
            "a process uses no labour, or the numéraire is empty",
            where="l and numeraire",
            mend="give hours for every process, and a basket",
        )
    return _Processes(A, l, goods.astype(int), wages), d
