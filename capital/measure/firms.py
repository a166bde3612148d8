r"""The accounts of the firms that carry the AI build-out.

.. math:: c = \text{depreciation},\quad v = \text{wage bill},\quad s = \text{operating income},
          \quad K = \text{net property, plant and equipment}

Operating, not net income: the net income of 2025 and 2026 holds revaluation gains on stakes in AI
laboratories. The wage bill is an interval (`capital.measure.pay`), and with it e, k and, where
wages are advanced, r. Fiscal years end in different months; they are kept as fiscal periods
(``Y-JUN``), or brought to calendar periods quarter by quarter, and the account says by how many
months the two differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from capital import datasets
from capital.errors import check_choice
from capital.evidence import Evidence, derived_from, weakest
from capital.measure.accounts import (
    COLUMNS,
    STOCKS,
    WAGES,
    Accounts,
    Line,
    capital_advanced,
    check_turnovers,
    timed_stock,
)
from capital.measure.pay import wage_bill


@dataclass(frozen=True)
class FirmMapping:
    """Which measure stands for depreciation, in which month the fiscal year ends, and a caveat."""

    year_end: str
    depreciation: str
    caveat: str = ""


FIRMS: Mapping[str, FirmMapping] = {
    "Microsoft": FirmMapping("JUN", "depreciation", "depreciation is rounded to 0.1 billion"),
    "Alphabet": FirmMapping("DEC", "depreciation"),
    "Amazon": FirmMapping(
        "DEC",
        "depreciation_amortization",
        "depreciation includes operating leases, video and other amortisation",
    ),
    "Meta": FirmMapping("DEC", "depreciation_amortization"),
    "Oracle": FirmMapping("MAY", "depreciation"),
    "Nvidia": FirmMapping(
        "JAN", "depreciation_amortization", "depreciation includes acquired intangibles"
    ),
    "CoreWeave": FirmMapping("DEC", "depreciation_amortization"),
}
#: Column of the account ← measure of the tables, besides depreciation.
MEASURES: Mapping[str, str] = {
    "surplus_value": "operating_income",
    "capital_stock": "ppe_net",
    "revenue": "revenue",
    "capex": "capex_cash",
    "finance_leases": "finance_lease_rou_obtained",
    "research_and_development": "rnd_expense",
    "stock_compensation": "stock_based_compensation",
    "net_income": "net_income",
}
FREQUENCIES = ("annual", "quarterly")
PERIODS = ("fiscal", "calendar")


def firm(
    name: str,
    *,
    frequency: str = "annual",
    periods: str = "fiscal",
    stock: str = "opening",
    wages: str = "ante",
    turnovers: float = 1.0,
) -> Accounts:
    r"""Return c, v, s, K, k, e and r of a firm.

    Parameters
    ----------
    name
        Microsoft, Alphabet, Amazon, Meta, Oracle, Nvidia or CoreWeave.
    frequency
        ``"annual"`` or ``"quarterly"``.
    periods
        ``"fiscal"``: the firm's own years, on a PeriodIndex such as ``Y-JUN``. ``"calendar"``:
        each fiscal quarter counts to the calendar quarter that holds its middle, a year is four
        of them; a year with a missing quarter is missing.
    stock
        ``"opening"``, ``"closing"`` or ``"average"``.
    wages
        ``"ante"``: variable capital is advanced, r = s/(K + v/turnovers). ``"post"``: r = s/K.
    turnovers
        Turnovers of variable capital a year.

    Returns
    -------
    Accounts
        In millions of dollars a period. ``variable_capital`` and what follows from it are
        intervals; a quarter takes a fourth of its fiscal year's wage bill.

    Raises
    ------
    UnknownNameError
        If there is no such firm or option.
    DataError
        If the turnovers are not positive.

    Examples
    --------
    >>> meta = firm("Meta")
    >>> meta.is_interval("r"), meta.interval("v").loc["2024"].to_dict()
    (True, {'lower': 41327.0, 'upper': 41327.0})
    """
    for kind, value, known in (
        ("firm", name, FIRMS),
        ("frequency", frequency, FREQUENCIES),
        ("kind of periods", periods, PERIODS),
        ("stock", stock, STOCKS),
        ("convention of wages", wages, WAGES),
    ):
        check_choice(kind, value, known)
    check_turnovers(turnovers)
    mapping = FIRMS[name]
    by_quarter = frequency == "quarterly" or periods == "calendar"
    rows = datasets.load(f"firm_accounts_{'quarterly' if by_quarter else 'annual'}", firm=name)
    flows = _columns(rows, mapping, by_quarter)
    bill = wage_bill(name, f"Y-{mapping.year_end}")
    flows = flows.join(_wages(bill, flows.index, by_quarter))
    closing = flows.pop("capital_stock").dropna()
    notes = [mapping.caveat] if mapping.caveat else []
    if periods == "calendar":
        notes.append(_shift(mapping))
        flows, closing = _calendar(flows), _calendar(closing.to_frame())["capital_stock"]
        if frequency == "annual":
            flows, closing = _years(flows), _year_ends(closing)
    flows["capital_stock"] = timed_stock(closing, stock).reindex(flows.index)
    per_year = 4 if frequency == "quarterly" else 1
    frame = _ratios(flows, wages, turnovers / per_year)
    options = {
        "frequency": frequency,
        "periods": periods,
        "stock": stock,
        "wages": wages,
        "turnovers": turnovers,
    }
    lines = _lines(name, rows, bill, options)
    return Accounts(name, frame, lines, options, (*notes, *_holes(frame)))


def _columns(rows: pd.DataFrame, mapping: FirmMapping, by_quarter: bool) -> pd.DataFrame:
    """Return one column per measure on the firm's fiscal periods, without a period left out."""
    frequency = f"{'Q' if by_quarter else 'Y'}-{mapping.year_end}"
    labels = rows["fiscal_label"].str.removeprefix("FY")
    wide = rows.assign(period=[pd.Period(x, freq=frequency) for x in labels]).pivot(
        index="period", columns="measure", values="value"
    )
    every = pd.period_range(wide.index.min(), wide.index.max(), freq=frequency, name="period")
    wanted = {"constant_capital": mapping.depreciation, **MEASURES}
    return pd.DataFrame(
        {column: wide[m] if m in wide else float("nan") for column, m in wanted.items()},
        index=every,
    )


def _wages(bill: pd.DataFrame, periods: pd.PeriodIndex, by_quarter: bool) -> pd.DataFrame:
    """Return the bounds of the wage bill of each period, a fourth of the year's for a quarter."""
    bounds = bill[["lower", "upper"]].astype(float)
    years = periods.asfreq(bill.index.freq) if by_quarter else periods
    spread = bounds.reindex(years) / (4 if by_quarter else 1)
    spread.index = periods
    return spread.rename(columns="variable_capital_{}".format)


def _calendar(frame: pd.DataFrame) -> pd.DataFrame:
    """Count each fiscal quarter to the calendar quarter that holds its middle."""
    start, end = frame.index.start_time, frame.index.end_time
    middle = start + (end - start) / 2
    return frame.set_axis(pd.PeriodIndex(middle, freq="Q-DEC", name="period"))


def _years(quarters: pd.DataFrame) -> pd.DataFrame:
    """Sum four quarters; a year with a missing quarter is missing."""
    years = quarters.index.asfreq("Y-DEC")
    return quarters.groupby(years).sum(min_count=4).rename_axis("period")


def _year_ends(quarters: pd.Series) -> pd.Series:
    last = quarters[quarters.index.quarter == 4]
    return last.set_axis(last.index.asfreq("Y-DEC"))


def _shift(mapping: FirmMapping) -> str:
    months = {"JUN": 0, "DEC": 0, "MAY": -1, "JAN": 1}[mapping.year_end]
    if not months:
        return "fiscal quarters are calendar quarters"
    side = "before" if months < 0 else "after"
    return f"quarters end one month {side} the calendar quarters they stand for"


def _ratios(frame: pd.DataFrame, wages: str, turnovers: float) -> pd.DataFrame:
    """Add the ratios: they fall where v rises, so that the ends change places."""
    c, s, K = frame["constant_capital"], frame["surplus_value"], frame["capital_stock"]
    result = frame.assign(rate_of_profit_on_fixed_capital=s / K)
    for end, other in (("lower", "upper"), ("upper", "lower")):
        v = frame[f"variable_capital_{other}"]
        advanced = K + v / turnovers if wages == "ante" else K
        for column, value in {
            "value_composition": c / v,
            "rate_of_surplus_value": s / v,
            "rate_of_profit": s / advanced,
            "rate_of_profit_on_cost_price": s / (c + v),
        }.items():
            result[f"{column}_{end}"] = value
    return _order_ends(result)


def _order_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the smaller end first: at a loss, the ratio rises with v."""
    for lower in [name for name in frame.columns if name.endswith("_lower")]:
        upper = lower.removesuffix("_lower") + "_upper"
        ends = frame[[lower, upper]]
        frame[lower], frame[upper] = ends.min(axis=1, skipna=False), ends.max(axis=1, skipna=False)
    return frame


def _holes(frame: pd.DataFrame) -> list[str]:
    """Say in which periods a column that was not computed from others is missing."""
    notes = []
    for name in ("constant_capital", "variable_capital_lower", *MEASURES):
        missing = frame.index[frame[name].isna()]
        if len(missing):
            notes.append(f"{name.removesuffix('_lower')} is missing in {_runs(missing)}")
    return notes


def _runs(periods: pd.PeriodIndex) -> str:
    """Return periods as runs: 2010–2012, 2015.

    Examples
    --------
    >>> _runs(pd.PeriodIndex(["2010", "2011", "2015"], freq="Y"))
    '2010–2011, 2015'
    """
    breaks = [0, *(i for i in range(1, len(periods)) if periods[i] != periods[i - 1] + 1)]
    runs = [periods[a:b] for a, b in zip(breaks, [*breaks[1:], len(periods)], strict=True)]
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def _lines(
    name: str, rows: pd.DataFrame, bill: pd.DataFrame, options: Mapping[str, object]
) -> dict[str, Line]:
    """Return the mapping: column ← measure of the tables, and the ratios ← columns."""
    mapping, quarterly = FIRMS[name], options["frequency"] == "quarterly"
    summed = options["periods"] == "calendar" and not quarterly
    period = "quarter" if quarterly else "year"
    flow, rate = f"USD million a {period}", f"1/{period}"

    def taken(measure: str, formula: str, note: str = "") -> Line:
        statuses = rows.loc[rows["measure"] == measure, "status"].unique()
        table = f"table {rows.attrs['name']}, {measure}"
        if not len(statuses):
            return Line(formula, f"no figure in {table}", Evidence.ASSUMPTION, flow, note)
        is_sum = summed and measure != "ppe_net"
        evidence = derived_from(statuses) if is_sum else weakest(statuses)
        source = f"{name}, SEC filings: accession of each figure in {table}"
        return Line(formula, source, evidence, flow, note)

    stock = taken("ppe_net", f"K = net property, plant and equipment, {options['stock']}")
    if options["stock"] == "average":
        stock = replace(stock, evidence=derived_from([stock.evidence]))
    lines = {
        "constant_capital": taken(
            mapping.depreciation, f"c = {mapping.depreciation.replace('_', ' ')}", mapping.caveat
        ),
        "variable_capital": _wage_line(name, bill, flow, quarterly),
        "surplus_value": taken("operating_income", "s = operating income"),
        "capital_stock": replace(stock, unit="USD million"),
        **{c: taken(m, m.replace("_", " ")) for c, m in list(MEASURES.items())[2:]},
    }

    def ratio(formula: str, letters: str, unit: str = "1") -> Line:
        evidence = derived_from(lines[COLUMNS[letter]].evidence for letter in letters)
        return Line(formula, "computed from the lines above", evidence, unit)

    wages, turnovers = str(options["wages"]), float(str(options["turnovers"]))
    advanced = capital_advanced(wages, turnovers / 4 if quarterly else turnovers)
    return lines | {
        "value_composition": ratio("k = c/v", "cv"),
        "rate_of_surplus_value": ratio("e = s/v", "sv"),
        "rate_of_profit": ratio(f"r = s/{advanced}", "sKv" if wages == "ante" else "sK", rate),
        "rate_of_profit_on_fixed_capital": ratio("s/K", "sK", rate),
        "rate_of_profit_on_cost_price": ratio("s/(c + v)", "scv"),
    }


def _wage_line(name: str, bill: pd.DataFrame, flow: str, quarterly: bool) -> Line:
    """Return the line of the wage bill, with every basis on which it rests in some year."""
    return Line(
        "v = wage bill: " + ("; ".join(dict.fromkeys(bill["basis"])) or "not known"),
        f"{name}, 10-K and proxy statements: table firm_pay",
        weakest(bill["evidence"]) if len(bill) else Evidence.ASSUMPTION,
        flow,
        "an interval" + ("; a fourth of the fiscal year's in each quarter" if quarterly else ""),
    )
