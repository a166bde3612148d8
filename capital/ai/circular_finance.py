r"""Circular finance: a vendor finances its customer, who spends the money at the vendor.

Three questions. How much of the sales is the group's own money going round? With spending ``m_jk``
out of receipts and finance ``f_jk`` out of revenue, receipts are :math:`\mathcal R(I+f)` and

.. math:: \mathcal R = X\,[I-(I+f)m]^{-1},\qquad
          \text{two firms: } \mathcal R_1 = \frac{X_1+\beta_s X_2}{1-\alpha_f\beta_s}.

How much of the profit is realised? What the vendor earned on chips that the group still holds has
been paid by the group. And who can pay if something fails? Firm i owes ``L_ij`` to j, in all
``p̄_i``, and has outside assets ``o_i``; payments *clear* if each pays all it owes or all it has,

.. math:: p = \min\{\bar p,\; o + \Xi^{\top} p\},\qquad \Xi_{ij} = L_{ij}/\bar p_i .

Where default itself costs (only the shares α of outside assets and β of claims are recovered),
there may be several such vectors: a panic is one of them. The greatest is returned.

References
----------
Marx, *Capital* III, ch. 25 and 29–33. Eisenberg and Noe (2001), *Management Science* 47. Rogers and
Veraart (2013), *Management Science* 59. Suzuki (2002); Elliott, Golub and Jackson (2014), *American
Economic Review* 104, on cross-holdings, which are not outside assets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import sympy as sp
from scipy import sparse
from scipy.linalg import solve
from scipy.sparse.csgraph import connected_components

from capital.errors import DataError, unknown
from capital.model import Model, variables

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
CLOSE = 1e-12
ROUGH = 1e-5  # below this change of payments the linear equations are worth solving


def two_firms() -> Model:
    """Return the revenue of a vendor that finances its customer.

    Returns
    -------
    Model
        Of outside sales X_1 of the vendor and X_2 of the customer (dollars a year), the share
        alpha of its revenue that the vendor lends to or invests in the customer, and the share
        beta of receipts that the customer spends at the vendor: revenues ``R_1`` and ``R_2``, the
        ``round_trip`` that would fall away at once with the finance, the ``upper_bound`` of what
        is vendor-financed (all of the finance is spent at the vendor first) and the ``ratio`` of
        gross to consolidated sales.

    Examples
    --------
    >>> circle = {"alpha": "2/5", "beta": "9/10", "X_1": 60, "X_2": 20}
    >>> two_firms().evaluate(circle, "R_1", "round_trip", "ratio")
    {'R_1': 975/8, 'round_trip': 351/8, 'ratio': 227/128}
    """
    X_1, X_2 = variables("X_1 X_2", unit="dollar/year", domain="nonnegative")
    R_1, R_2, round_trip, upper = variables("R_1 R_2 round_trip upper_bound", unit="dollar/year")
    alpha, beta = variables("alpha beta", domain="share")
    ratio = variables("ratio")
    return Model(
        {
            R_1: (X_1 + beta * X_2) / (1 - alpha * beta),
            R_2: X_2,
            round_trip: alpha * beta * R_1,
            upper: sp.Min(alpha * R_1, R_1 - X_1),
            ratio: (R_1 + R_2) / (X_1 + X_2),
        },
        name="a financing circle of two firms",
        source="after Leontief; Marx, Capital III, ch. 30",
        conditions={"the circle converges": sp.Lt(alpha * beta, 1)},
    )


@dataclass(frozen=True)
class Recycling:
    """Revenue that a financing circle makes of given outside sales.

    Attributes
    ----------
    table : pandas.DataFrame, shape (n, 4)
        A row a firm: ``outside`` sales, ``revenue``, ``without`` finance, and the share
        ``round_trip`` of revenue that stops at once with the finance.
    ratio : float
        Gross over consolidated sales, Σℛ/ΣX.
    spectral_radius : float
        Of (I + f)m; below one, or the circle feeds on itself.
    """

    table: pd.DataFrame
    ratio: float
    spectral_radius: float


def recycle(outside: Any, spending: Any, finance: Any) -> Recycling:
    """Return the revenues of firms that buy from and finance each other.

    Parameters
    ----------
    outside : Series or array, shape (n,)
        Sales outside the group, money a year.
    spending : DataFrame or array, shape (n, n)
        ``m[j, k]``, share of its receipts that j spends at k.
    finance : DataFrame or array, shape (n, n)
        ``f[j, k]``, share of its revenue that j lends to or invests in k.

    Returns
    -------
    Recycling

    Raises
    ------
    DataError
        If a number is negative or missing, a firm spends more than it receives, names do not
        match, or the circle does not converge.

    Examples
    --------
    >>> m = [[0, 0, 0], [0.5, 0, 0], [0.1, 0.6, 0]]
    >>> f = [[0, 0.05, 0.30], [0, 0, 0.10], [0, 0, 0]]
    >>> found = recycle([100, 30, 20], m, f)
    >>> found.table["revenue"].round(6).tolist(), round(found.ratio, 6)
    ([147.269303, 72.881356, 20.0], 1.601004)
    """
    names, x = _nodes(outside)
    m, f = (_square(matrix, names, what) for matrix, what in
            ((spending, "spending"), (finance, "finance")))  # fmt: skip
    for what, matrix in (("spending", m), ("finance", f)):
        worst = int(np.argmax(matrix.sum(axis=1)))
        if matrix[worst].sum() > 1 + CLOSE:
            raise DataError(
                f"{names[worst]} gives away {matrix[worst].sum():.4g} of what it has",
                where=what,
                mend="shares of a row add up to one at most",
            )
    circle = (np.eye(len(x)) + f) @ m
    radius = float(np.abs(np.linalg.eigvals(circle)).max())
    if radius >= 1 - CLOSE:
        raise DataError(f"the circle does not converge: spectral radius {radius:.4g}")
    revenue, without = (solve(np.eye(len(x)) - c.T, x) for c in (circle, m))
    trip = revenue @ f @ m
    table = pd.DataFrame(
        {"outside": x, "revenue": revenue, "without": without}, index=pd.Index(names, name="firm")
    )
    table["round_trip"] = np.divide(trip, revenue, out=np.zeros_like(trip), where=revenue > 0)
    return Recycling(table, float(revenue.sum() / x.sum()), radius)


def consolidated(outside: Any, sales: Any, finance: Any = None) -> pd.DataFrame:
    """Return gross and consolidated sales, and how much of a firm's sales it may have financed.

    Parameters
    ----------
    outside : Series or array, shape (n,)
        Sales outside the group.
    sales : DataFrame or array, shape (n, n)
        ``F[i, j]``: i pays j.
    finance : DataFrame or array, shape (n, n), optional
        ``E[i, j]``: i finances j.

    Returns
    -------
    pandas.DataFrame
        A row a firm: ``gross``, ``outside``, and with finance ``financed``, the upper bound of
        the vendor-financed share of gross sales (what is financed is spent at the vendor first).
        ``attrs["ratio"]`` is Σ gross / Σ outside.

    Examples
    --------
    >>> table = consolidated([60, 20], [[0, 0], [61.875, 0]], [[0, 48.75], [0, 0]])
    >>> table["financed"].tolist(), round(table.attrs["ratio"], 6)
    ([0.4, 0.0], 1.773438)
    """
    names, x = _nodes(outside)
    paid = _square(sales, names, "sales")
    gross = x + paid.sum(axis=0)
    table = pd.DataFrame({"gross": gross, "outside": x}, index=pd.Index(names, name="firm"))
    if finance is not None:
        back = np.minimum(_square(finance, names, "finance"), paid.T).sum(axis=1)
        table["financed"] = np.divide(back, gross, out=np.zeros_like(gross), where=gross > 0)
    table.attrs["ratio"] = float(gross.sum() / x.sum()) if x.sum() else float("inf")
    return table


def unrealised_profit() -> Model:
    """Return what a vendor's profit on a sale inside the group is worth to the group.

    Returns
    -------
    Model
        Of the sale and its cost (dollars), the booked life T and the age a of the goods (years):
        the vendor's ``profit``, its ``margin``, the ``book`` value in the group and the
        ``unrealised`` profit in it, to be eliminated from consolidated profit and assets.

    Examples
    --------
    >>> unrealised_profit().evaluate({"sale": 60, "cost": 18, "T": 6, "a": 1}, "unrealised")
    35
    """
    sale, cost = variables("sale cost", unit="dollar")
    book, profit, unrealised = variables("book profit unrealised", unit="dollar", domain="real")
    T, a = variables("T", unit="year"), variables("a", unit="year", domain="nonnegative")
    margin = variables("margin", domain="real")
    return Model(
        {
            profit: sale - cost,
            margin: profit / sale,
            book: sale * (1 - a / T),
            unrealised: margin * book,
        },
        name="unrealised profit inside a group",
        source="Marx, Capital III, ch. 29",
        conditions={"the goods are still on the books": sp.Le(a, T)},
    )


@dataclass(frozen=True)
class Clearing:
    """Who pays what when claims are settled together.

    Attributes
    ----------
    table : pandas.DataFrame, shape (n, 5)
        A row a firm: ``owed``, ``paid``, ``received``, ``equity`` after payment (zero in
        default) and whether it is in ``default``.
    unique : bool
        Whether no other payments clear. If not, these are the greatest and `least` the smallest.
    least : pandas.Series
    rounds : int
        Number of waves of default.
    wave : pandas.Series
        1 for those that fail even if all others pay, n for those that fail because of the waves
        before; 0 for those that do not.
    residual : float
        Largest violation of the clearing condition, relative to what is owed.
    """

    table: pd.DataFrame
    unique: bool
    least: pd.Series
    rounds: int
    wave: pd.Series
    residual: float


def clear(
    liabilities: Any, outside: Any, *, recovery_assets: float = 1.0, recovery_claims: float = 1.0
) -> Clearing:
    """Return the greatest payments that clear a network of claims.

    Parameters
    ----------
    liabilities : DataFrame or array, shape (n, n)
        ``L[i, j]``: i owes j. A column for those outside is an ordinary firm that owes nothing.
    outside : Series or array, shape (n,)
        Assets outside the network, not negative; a cross-holding is none.
    recovery_assets, recovery_claims : float
        Shares of outside assets and of payments received that a firm in default still pays out.

    Returns
    -------
    Clearing

    Raises
    ------
    DataError
        If names do not match, a firm claims from itself, or a number is negative or missing.

    Notes
    -----
    After the fictitious-default algorithm: let all pay in full, mark those who cannot, let the
    others feel it, and repeat; then solve the linear equations of the marked. Without default
    costs payments are unique if every firm reaches, along claims, one with outside assets.

    Examples
    --------
    >>> owes = pd.DataFrame(0.0, ["lab", "cloud", "vendor", "bank"],
    ...                     ["lab", "cloud", "vendor", "bank"])
    >>> owes.loc["lab", "cloud"] = 60
    >>> owes.loc["cloud", ["vendor", "bank"]] = 40
    >>> owes.loc["vendor", ["lab", "bank"]] = [40, 5]
    >>> found = clear(owes, pd.Series([10, 20, 20, 10], owes.index))
    >>> found.table["paid"].tolist()
    [50.0, 70.0, 45.0, 0.0]
    """
    for what, share in (
        ("recovery_assets", recovery_assets),
        ("recovery_claims", recovery_claims),
    ):
        if not 0 <= share <= 1:
            raise DataError(f"{share} is no share", where=what, mend="choose 0 to 1")
    names, o = _nodes(outside)
    L = _square(liabilities, names, "liabilities")
    if np.diag(L).any():
        raise DataError(f"{names[int(np.argmax(np.diag(L)))]} claims from itself", "liabilities")
    owed = L.sum(axis=1)
    shares = np.divide(L, owed[:, None], out=np.zeros_like(L), where=owed[:, None] > 0)
    recovered = (recovery_assets, recovery_claims)
    paid, wave = _greatest(owed, shares, o, recovered)
    least = paid
    unique = recovered == (1, 1) and _all_reach_assets(L, o)
    if not unique:
        least = _least(owed, shares, o, recovered)
        unique = bool(np.abs(paid - least).max() <= 1e-9 * max(owed.max(), 1e-300))
    received = shares.T @ paid
    default = wave > 0
    settled = _settle(paid, owed, shares, o, recovered)
    index = pd.Index(names, name="firm")
    table = pd.DataFrame(
        {
            "owed": owed,
            "paid": paid,
            "received": received,
            "equity": np.where(default, 0.0, o + received - owed),
            "default": default,
        },
        index=index,
    )
    residual = float(np.abs(settled - paid).max() / max(owed.max(), 1e-300))
    return Clearing(
        table, unique, pd.Series(least, index, name="least"), int(wave.max(initial=0)),
        pd.Series(wave, index, name="wave"), residual,
    )  # fmt: skip


def stress(
    liabilities: Any, outside: Any, losses: Mapping[str, Mapping[Any, float]], **recovery: float
) -> pd.DataFrame:
    """Clear a network under shocks to outside assets, and say who falls with whom.

    Parameters
    ----------
    liabilities, outside, **recovery
        As in `clear`.
    losses
        Name of a shock → firm → loss of outside assets, as a share of them.

    Returns
    -------
    pandas.DataFrame
        A row a shock: ``lost`` outside assets, ``defaults``, ``rounds``, ``unpaid`` claims, their
        ratio ``amplification`` to the loss, and ``unique``.

    Raises
    ------
    DataError, UnknownNameError
        If a share is none or a firm is unknown.

    Examples
    --------
    >>> owed = pd.DataFrame([[0.0, 4.0], [0.0, 0.0]], ["lab", "cloud"], ["lab", "cloud"])
    >>> own = pd.Series({"lab": 5.0, "cloud": 1.0})
    >>> stress(owed, own, {"slump": {"lab": 0.5}})[["lost", "defaults", "unpaid"]].iloc[0].tolist()
    [2.5, 1.0, 1.5]
    """
    names, o = _nodes(outside)
    assets = pd.Series(o, names)
    rows = {}
    for shock, shares in losses.items():
        left = assets.copy()
        for firm, share in shares.items():
            if firm not in assets.index:
                raise unknown("firm", firm, map(str, names), where=shock)
            if not 0 <= share <= 1:
                raise DataError(f"{share} is no share of the assets of {firm}", where=shock)
            left[firm] *= 1 - share
        found = clear(liabilities, left, **recovery)
        unpaid = float((found.table["owed"] - found.table["paid"]).sum())
        lost = float(assets.sum() - left.sum())
        rows[shock] = {
            "lost": lost,
            "defaults": int(found.table["default"].sum()),
            "rounds": found.rounds,
            "unpaid": unpaid,
            "amplification": unpaid / lost if lost else float("nan"),
            "unique": found.unique,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("shock")


def _greatest(
    owed: Array, shares: Array, o: Array, recovered: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the greatest clearing vector and the order in which firms default.

    Payments fall from what is owed, so that whoever is short on the way is short in the end. The
    linear equations of those in default are solved once nobody else seems to fall.
    """
    paid, wave, number = owed.copy(), np.zeros(len(owed), dtype=int), 0
    passed_on = sparse.csr_array(shares.T)
    while True:
        received = passed_on @ paid
        fresh = _short(received, owed, o, wave)
        if fresh.any():
            number += 1
            wave[fresh] = number
        fallen = wave > 0
        step = np.where(fallen, recovered[0] * o + recovered[1] * received, owed)
        settled = not fresh.any() and np.abs(step - paid).max() <= ROUGH * owed.max(initial=0)
        exact = _solve_defaults(fallen, owed, shares, o, recovered) if settled else step
        if settled and not _short(passed_on @ exact, owed, o, wave).any():
            return exact, wave
        paid = exact


def _short(received: Array, owed: Array, o: Array, wave: Array) -> Flags:
    """Say which firms that are not in default cannot pay."""
    short: Flags = (o + received < owed - CLOSE * owed) & (wave == 0)
    return short


def _solve_defaults(
    fallen: Flags, owed: Array, shares: Array, o: Array, recovered: tuple[float, float]
) -> Array:
    """Return all payments, those of the firms in default from their linear equations."""
    paid = owed.copy()
    if fallen.any():
        inside = np.eye(fallen.sum()) - recovered[1] * shares[np.ix_(fallen, fallen)].T
        from_others = shares[np.ix_(~fallen, fallen)].T @ owed[~fallen]
        constant = recovered[0] * o[fallen] + recovered[1] * from_others
        paid[fallen] = solve(inside, constant, assume_a="gen", check_finite=False)
    return paid


def _least(owed: Array, shares: Array, o: Array, recovered: tuple[float, float]) -> Array:
    """Return the least clearing vector, by iteration from no payment at all."""
    paid = np.zeros_like(owed)
    for _ in range(100_000):
        more = _settle(paid, owed, shares, o, recovered)
        if np.abs(more - paid).max() <= 1e-14 * max(owed.max(), 1e-300):
            return more
        paid = more
    return paid


def _settle(
    paid: Array, owed: Array, shares: Array, o: Array, recovered: tuple[float, float]
) -> Array:
    received = shares.T @ paid
    solvent = o + received >= owed - CLOSE * owed
    return np.where(solvent, owed, recovered[0] * o + recovered[1] * received)


def _all_reach_assets(L: Array, o: Array) -> bool:
    """Say whether every firm that owes reaches one with outside assets along claims."""
    rich = o > 0
    while True:
        more = rich | ((L > 0) & rich[None, :]).any(axis=1)
        if (more == rich).all():
            return bool(more[L.sum(axis=1) > 0].all())
        rich = more


def groups(claims: Any) -> list[list[Any]]:
    """Return the sets of firms that are linked by claims, in either direction.

    Parameters
    ----------
    claims : DataFrame or array, shape (n, n)
        Who owes whom; what is not nought links.

    Returns
    -------
    list of list
        The firms of each set, by name or place.

    Examples
    --------
    >>> groups([[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    [[0, 1], [2]]
    """
    names = _labels(claims)
    count, label = connected_components(_square(claims, names, "claims") > 0, directed=False)
    return [[n for n, g in zip(names, label, strict=True) if g == i] for i in range(count)]


def _labels(given: Any) -> list[Any]:
    return (
        list(given.index) if isinstance(given, pd.Series | pd.DataFrame) else [*range(len(given))]
    )


def _nodes(outside: Any) -> tuple[list[Any], Array]:
    names, values = _labels(outside), np.asarray(outside, dtype=float)
    if len(set(names)) < len(names):
        raise DataError("a firm stands twice", where="outside")
    _check_amounts(values, "outside", names)
    return names, values


def _square(given: Any, names: list[Any], what: str) -> Array:
    if isinstance(given, pd.DataFrame):
        for side, labels in (("rows", given.index), ("columns", given.columns)):
            strange = [name for name in labels if name not in names]
            if strange:
                raise unknown("firm", strange[0], map(str, names), where=f"{what}, {side}")
            if set(labels) != set(names):
                missing = ", ".join(str(name) for name in names if name not in set(labels))
                raise DataError(f"{missing} has no place in the {side}", where=what)
        given = given.loc[names, names]
    matrix = np.asarray(given, dtype=float)
    if matrix.shape != (len(names), len(names)):
        raise DataError(f"the table is {matrix.shape}, for {len(names)} firms", where=what)
    _check_amounts(matrix, what, names)
    return matrix


def _check_amounts(values: Array, what: str, names: list[Any]) -> None:
    wrong = ~np.isfinite(values) | (values < 0)
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        firms = " to ".join(str(names[i]) for i in place)
        raise DataError(
            f"an amount is {values[place]:g} at {firms}", where=what, mend="give zero or more"
        )
