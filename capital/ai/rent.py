r"""Rent of energy, sites and chips: profit that moves from those who use to those who own.

Sites supply chip-hours, or megawatts, at unit costs ``κ_j`` that include average profit. The last
one needed regulates the price, and each better one leaves a differential rent
:math:`(\kappa_{reg}-\kappa_j)\,q_j`. A fee that must be paid even at the worst site is absolute
rent in Marx's sense only where composition is below average and value stands above the price of
production; in a sphere of chips it is a monopoly rent. So is what a vendor without competitors adds
to the price of a chip. Capitalised at the rate of interest, rent has a price without a value.

References
----------
Marx, *Capital* III, ch. 38–46. See `capital.theory.rent` for land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from capital.errors import DataError
from capital.model import Model, variables


@dataclass(frozen=True)
class SiteRents:
    """The price that the last site needed sets, and the rents of the others.

    Attributes
    ----------
    price : float
        Regulating cost and absolute rent, money a unit.
    regulating : object
        The site that sets it.
    table : pandas.DataFrame
        A row a site in the order given: ``cost``, ``capacity``, ``used``, ``differential``,
        ``absolute``, ``rent``.
    """

    price: float
    regulating: Any
    table: pd.DataFrame


def site_rents(cost: Any, capacity: Any, demand: float, *, absolute: float = 0.0) -> SiteRents:
    """Return price and rents when sites are used in the order of their costs.

    Parameters
    ----------
    cost : Series or array, shape (n,)
        Unit cost with average profit, money a unit.
    capacity : Series or array, shape (n,)
        Units a year, in the order of `cost`.
    demand : float
        Units a year.
    absolute : float
        Fee a unit that even the worst site pays.

    Returns
    -------
    SiteRents

    Raises
    ------
    DataError
        If a number is negative or missing, or the sites cannot meet the demand.

    Notes
    -----
    A demand that just exhausts a site leaves the price open between that site's cost and the
    next one's; the lower is taken. Sites of one cost share what is left in proportion to capacity.

    Examples
    --------
    >>> found = site_rents([20, 40, 60, 80], [100, 100, 100, 100], 350)
    >>> found.price, found.table["rent"].tolist()
    (80.0, [6000.0, 4000.0, 2000.0, 0.0])
    """
    index = cost.index if isinstance(cost, pd.Series) else pd.RangeIndex(len(cost))
    costs, room = (np.asarray(x, dtype=float) for x in (cost, capacity))
    if costs.shape != room.shape:
        raise DataError(f"{len(costs)} costs and {len(room)} capacities")
    for what, values in (("cost", costs), ("capacity", room), ("absolute", np.array(absolute))):
        if not (np.isfinite(values) & (values >= 0)).all():
            raise DataError("a number is negative or missing", where=what)
    if not 0 < demand <= room.sum():
        raise DataError(
            f"the sites cannot supply {demand:g}",
            where="demand",
            mend=f"demand above zero and at most {room.sum():g}",
        )
    used = np.zeros_like(room)
    left, regulating = float(demand), 0.0
    for level in np.unique(costs):
        same = (costs == level) & (room > 0)
        if left <= 0 or not same.any():
            continue
        taken = min(left, room[same].sum())
        used[same] = room[same] * (taken / room[same].sum())
        left, regulating = left - taken, level
    differential = (regulating - costs) * used
    table = pd.DataFrame(
        {
            "cost": costs,
            "capacity": room,
            "used": used,
            "differential": differential,
            "absolute": absolute * used,
            "rent": differential + absolute * used,
        },
        index=index,
    )
    last = table.index[(costs == regulating) & (used > 0)][0]
    return SiteRents(float(regulating + absolute), last, table)


def vendors_rent() -> Model:
    """Return the monopoly rent in the price of a chip, and its price as a title.

    Returns
    -------
    Model
        Of the price P_h and cost of a chip, the advance for it (dollars), the general rate of
        profit r for the time of the advance, and the rate of interest i (a period): the ``rent``
        of a chip, its ``share`` of the price, and ``title``, a rent of this size each period
        capitalised.

    Examples
    --------
    >>> chip = {"P_h": 30000, "cost": 8000, "advance": 12000, "r": "3/20", "i": "1/20"}
    >>> vendors_rent().evaluate(chip, "rent", "share")
    {'rent': 20200, 'share': 101/150}
    """
    P_h, cost = variables("P_h cost", unit="dollar")
    advance = variables("advance", unit="dollar", domain="nonnegative")
    rent, title = variables("rent title", unit="dollar", domain="real")
    r, i = variables("r i")
    share = variables("share", domain="real")
    return Model(
        {rent: P_h - (cost + r * advance), share: rent / P_h, title: rent / i},
        name="monopoly rent of a chip vendor",
        source="Marx, Capital III, ch. 46",
        assumptions=("nobody else can produce the chip at this cost",),
    )
