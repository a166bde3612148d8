r"""The wage bill of firms that mostly do not disclose one: an interval, never a point.

A proxy statement gives the pay of the *median* employee, a 10-K the number of employees. Their
product is not the wage bill: pay is skewed, shares are valued at grant, benefits are left out. The
factor between the two is observed where a wage bill is disclosed,

.. math:: \rho = \frac{\text{wage bill}}{\text{employees}\times\text{median pay}},

and the lowest and the highest factor seen bound the wage bill elsewhere. A wage bill of some
segments only is itself a lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from capital import datasets
from capital.errors import check_choice
from capital.evidence import Evidence

#: Where a wage bill is disclosed: its widest scope, and whether that is the whole firm.
DISCLOSED: Mapping[str, tuple[str, bool]] = {
    "Meta": ("all employees", True),
    "Alphabet": ("Google Services and Google Cloud", False),
}
#: Days between the end of a fiscal year and a headcount that still counts as of its end.
NEAR = 10


def pay_ratios() -> pd.DataFrame:
    """Return every factor seen between a wage bill and employees times median pay.

    Returns
    -------
    pandas.DataFrame
        One row per firm and year: ``wage_bill`` (USD million), ``employees`` (mean of opening and
        closing headcount), ``median_pay`` (USD a year), ``ratio`` and ``scope``. A scope short of
        all employees makes the ratio a lower bound.

    Examples
    --------
    >>> sorted(set(pay_ratios()["firm"]))
    ['Alphabet', 'Meta']
    """
    tables = []
    for firm, (scope, _) in DISCLOSED.items():
        seen = _per_employee(firm, "Y-DEC").assign(wage_bill=_disclosed(firm, "Y-DEC")).dropna()
        ratio = 1e6 * seen["wage_bill"] / (seen["employees"] * seen["median_pay"])
        tables.append(seen.assign(firm=firm, scope=scope, ratio=ratio))
    return pd.concat(tables)[["firm", "scope", "wage_bill", "employees", "median_pay", "ratio"]]


def wage_bill(firm: str, frequency: str) -> pd.DataFrame:
    """Return the wage bill of a firm by fiscal year.

    Parameters
    ----------
    firm
        One of the firms of the table ``firm_pay``.
    frequency
        Of its fiscal year, such as ``"Y-JUN"``.

    Returns
    -------
    pandas.DataFrame
        ``lower`` and ``upper`` in millions of dollars (equal where the firm discloses it),
        ``basis`` and ``evidence``; years without the figures are not in it.

    Raises
    ------
    UnknownNameError
        If there is no such firm.

    Examples
    --------
    >>> bill = wage_bill("Meta", "Y-DEC")
    >>> bool((bill["lower"] <= bill["upper"]).all())
    True
    """
    check_choice("firm", firm, datasets.load("firm_accounts_annual")["firm"].unique())
    seen = pay_ratios()["ratio"]
    guess = _per_employee(firm, frequency).dropna()
    paid = guess["employees"] * guess["median_pay"] / 1e6
    bounds = pd.DataFrame(
        {
            "lower": paid * seen.min(),
            "upper": paid * seen.max(),
            "basis": guess["headcount"] + " × median pay × the range of factors seen",
            "evidence": Evidence.ESTIMATE.value,
        }
    )
    disclosed = _disclosed(firm, frequency)
    if disclosed.empty:
        return bounds
    scope, whole = DISCLOSED[firm]
    if whole:
        known = pd.DataFrame({"lower": disclosed, "upper": disclosed})
        known = known.assign(basis="disclosed", evidence=Evidence.REPORTED.value)
        return pd.concat([bounds.drop(known.index, errors="ignore"), known]).sort_index()
    part = disclosed.reindex(bounds.index)
    basis = bounds["basis"].where(part.isna(), f"at least that of {scope}, disclosed")
    return bounds.assign(lower=part.fillna(bounds["lower"]), basis=basis)


def _per_employee(firm: str, frequency: str) -> pd.DataFrame:
    """Return headcount, what kind it is, and median pay by fiscal year."""
    return employees(firm, frequency).assign(median_pay=_median_pay(firm, frequency))


def employees(firm: str, frequency: str) -> pd.DataFrame:
    """Return the mean of opening and closing headcount; the closing one where it stands alone."""
    rows = _rows(firm, "employees")
    years = pd.PeriodIndex(rows["period_end"], freq=frequency)
    at_end = (years.end_time.normalize() - rows["period_end"]).dt.days.to_numpy() <= NEAR
    closing = pd.Series(rows["value"].to_numpy(), index=years)[at_end]
    opening = pd.Series(closing.to_numpy(), index=closing.index + 1).reindex(closing.index)
    mean = (closing + opening.fillna(closing)) / 2
    kind = opening.isna().map({True: "employees at year end", False: "employees"})
    return pd.DataFrame({"employees": mean, "headcount": kind})


def _median_pay(firm: str, frequency: str) -> pd.Series:
    rows = _rows(firm, "median_employee_compensation")
    return pd.Series(
        rows["value"].to_numpy(), index=pd.PeriodIndex(rows["period_end"], freq=frequency)
    )


def _disclosed(firm: str, frequency: str) -> pd.Series:
    rows = _rows(firm, "personnel_expense")
    rows = rows[rows["scope"] == DISCLOSED.get(firm, ("",))[0]]
    return pd.Series(
        rows["value"].to_numpy(), index=pd.PeriodIndex(rows["period_end"], freq=frequency)
    )


def _rows(firm: str, measure: str) -> pd.DataFrame:
    pay = datasets.load("firm_pay")
    return pay[(pay["firm"] == firm) & (pay["measure"] == measure)]
