r"""The rate of surplus value from the labour share, and the intensity of labour (R11).

The labour share LS is variable capital over the value it adds; the rest is surplus:

.. math:: e = \frac{1 - LS}{LS}, \qquad 1 + e = \frac{1}{LS} = \iota\,\frac{q}{\omega}

with q the output of an hour of labour of the old intensity, ι the hours of such labour that a
clock hour holds, and ω the real wage of a clock hour in units of output (*Capital* I, ch. 17).
Statistics know ι q only. No index of ι exists. What can be done is bookkeeping: say which share σ
of the growth of output per hour one takes for intensity, and read off what follows,

.. math:: \ln\iota = \sigma\,\Delta\ln(\iota q), \qquad \ln q = (1 - \sigma)\,\Delta\ln(\iota q).

Without the intensification, at the same wage, the rate would be :math:`(1 + e)/\iota - 1`. Where a
greater intensity becomes universal it is the new unit and counts as one; the numbers say how much
of e rests on it, not that the hour has two prices.

References
----------
Marx, *Capital* I (1867), ch. 15 section 3c and ch. 17.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from capital.econometrics._frame import take_frame
from capital.econometrics._series import Bound, period_of, take_sample
from capital.econometrics.displacement._rows import read, values_only
from capital.econometrics.displacement.finding import Displacement
from capital.errors import DataError
from capital.evidence import Evidence

COLUMNS = ("output_per_hour", "labour_share")
SHARES = (0.0, 0.25, 0.5, 1.0)

REFERENCES = """\
@book{Marx1867,
  author = {Marx, Karl},
  title  = {Das Kapital. Kritik der politischen {\\"O}konomie. Erster Band},
  year   = {1867}
}
@article{RanganathanYe2026,
  author  = {Ranganathan, Aruna and Ye, Xingqi Maggie},
  title   = {{AI} Doesn't Reduce Work---It Intensifies It},
  journal = {Harvard Business Review},
  year    = {2026}
}
"""


def rate_of_surplus_value(labour_share: pd.Series) -> pd.Series:
    """Return e = (1 − LS)/LS.

    Parameters
    ----------
    labour_share : pandas.Series
        Fractions above 0 and at most 1.

    Returns
    -------
    pandas.Series

    Raises
    ------
    DataError
        If a share lies outside these bounds: figures in percent, say.

    Examples
    --------
    >>> rate_of_surplus_value(pd.Series([0.5, 0.8])).round(12).tolist()
    [1.0, 0.25]
    """
    _check_within(labour_share, "a labour share", 1.0, "divide percent by 100")
    return ((1 - labour_share) / labour_share).rename("rate_of_surplus_value")


def share_of_labour(rate_of_surplus_value: pd.Series) -> pd.Series:
    """Return the labour share LS = 1/(1 + e) that belongs to a rate of surplus value.

    Examples
    --------
    >>> share_of_labour(pd.Series([1.0, 0.25])).tolist()
    [0.5, 0.8]
    """
    wrong = ~(np.isfinite(rate_of_surplus_value) & (rate_of_surplus_value >= 0))
    if wrong.any():
        raise DataError(f"a rate of surplus value is negative or missing in {_first(wrong)}")
    return (1 / (1 + rate_of_surplus_value)).rename("labour_share")


def labour_share(
    unit_labour_cost: pd.Series,
    unit_nonlabour_payments: pd.Series,
    *,
    level: float,
    period: Bound,
) -> pd.Series:
    r"""Return the labour share from two indices and its level in one period.

    Parameters
    ----------
    unit_labour_cost, unit_nonlabour_payments : pandas.Series
        Indices A, B over one `PeriodIndex`: payments to labour, and all others, per unit of output.
    level : float
        The labour share in `period`, a fraction.
    period : str or pandas.Period
        When the level is known.

    Notes
    -----
    :math:`LS_t/(1 - LS_t) = \frac{LS_0}{1 - LS_0}\cdot\frac{A_t/B_t}{A_0/B_0}`: the indices fix
    how the ratio of the two parts moves, and the level nothing else.

    Examples
    --------
    >>> periods = pd.period_range("2024Q1", periods=2, freq="Q")
    >>> a, b = pd.Series([100.0, 100.0], periods), pd.Series([100.0, 50.0], periods)
    >>> labour_share(a, b, level=0.5, period="2024Q1").round(4).tolist()
    [0.5, 0.6667]
    """
    if not 0 < level < 1:
        raise DataError(f"{level} is no share", where="level", mend="divide percent by 100")
    ratio = take_sample(unit_labour_cost, None, None, minimum=1) / take_sample(
        unit_nonlabour_payments, None, None, minimum=1
    )
    if ratio.isna().any():
        raise DataError("the two indices have different periods", where=_first(ratio.isna()))
    base = ratio[period_of(period, ratio.index, "start", where="period")]
    odds = level / (1 - level) * ratio / base
    return (odds / (1 + odds)).rename("labour_share")


def split_output_per_hour(
    output_per_hour: pd.Series, *, share: float, base: Bound = None
) -> pd.DataFrame:
    """Divide the growth of output per hour into intensity and productivity.

    Parameters
    ----------
    output_per_hour : pandas.Series
        Positive, over a `PeriodIndex`.
    share : float
        The share σ of its growth that is taken for intensity, from 0 to 1: an assumption.
    base : period, optional
        When both are one; the first period by default.

    Returns
    -------
    pandas.DataFrame
        Columns ``intensity`` and ``productivity``; their product is output per hour over that
        of the base.

    Examples
    --------
    >>> q = pd.Series([100.0, 121.0], pd.period_range("2024", periods=2, freq="Y"))
    >>> split_output_per_hour(q, share=0.5).iloc[1].round(3).to_dict()
    {'intensity': 1.1, 'productivity': 1.1}
    """
    _check_share(share)
    sample = take_sample(output_per_hour, None, None, minimum=1)
    _check_within(sample, "output per hour", np.inf, "leave it out")
    start = period_of(
        sample.index[0] if base is None else base, sample.index, "start", where="base"
    )
    growth = np.log(sample / sample[start])
    return pd.DataFrame(
        {"intensity": np.exp(share * growth), "productivity": np.exp((1 - share) * growth)}
    )


def without_intensification(rate_of_surplus_value: pd.Series, intensity: pd.Series) -> pd.Series:
    """Return (1 + e)/ι − 1: the rate at the same wage, had intensity stayed at its base.

    Parameters
    ----------
    rate_of_surplus_value, intensity : pandas.Series
        e, and ι with its base at one.

    Returns
    -------
    pandas.Series

    Examples
    --------
    >>> without_intensification(pd.Series([1.0]), pd.Series([1.25])).round(3).tolist()
    [0.6]
    """
    return ((1 + rate_of_surplus_value) / intensity - 1).rename("rate_without_intensification")


def intensity_of_labour(
    frame: pd.DataFrame | None = None,
    *,
    shares: Sequence[float] = SHARES,
    start: Bound = "2022Q4",
    end: Bound = None,
    placebo_end: Bound = "2019Q4",
) -> Displacement:
    r"""R11: how much of the rate of surplus value would rest on intensity, share by share.

    Parameters
    ----------
    frame : pandas.DataFrame, optional
        A table with the columns ``output_per_hour`` and ``labour_share`` (percent) in place of
        ``us_quarterly_labour``.
    shares : sequence of float
        Shares σ of the growth of output per hour taken for intensity; assumptions.
    start, end
        The span. Its first period is the base of intensity.
    placebo_end
        Last period of the equally long span beside it, in which the same share is applied.

    Returns
    -------
    Displacement
        Rows over (share, quantity), without errors: it is accounting.

    Examples
    --------
    >>> found = intensity_of_labour(shares=[0.5])
    >>> found.accounting.split(',')[0]
    'intensity is a stated share of output per hour'
    """
    data = take_frame(read("us_quarterly_labour", frame, COLUMNS), None, None, minimum=2)
    if not len(shares):
        raise DataError("no share is stated", where="shares", mend="give one or more from 0 to 1")
    spans = _spans(data["output_per_hour"], start, end, placebo_end)
    tables = [_table(data, list(shares), *pair) for pair in spans]
    (first, last), (before, until) = spans
    rates = tables[0]["params"].unstack("quantity")
    without = rates["rate of surplus value, without intensification"]
    return Displacement(
        design="R11",
        question="How much of the rate of surplus value would rest on the intensity of labour?",
        equation="1 + e = 1/LS; ln ι = σ·Δln(output per hour); without: (1 + e)/ι − 1",
        estimates=tables[0],
        placebo=tables[1],
        null="none: nothing is tested",
        errors="none: accounting under a stated share",
        sample=f"{first}–{last}; beside it {before}–{until}",
        nobs=2,
        shows=(
            f"with {min(shares):g} to {max(shares):g} of the growth of output per hour since "
            f"{first} taken for intensity, e without it would be {without[min(shares)]:.3f} to "
            f"{without[max(shares)]:.3f} instead "
            f"of {rates['rate of surplus value, with intensification'].iloc[0]:.3f}"
        ),
        cannot_show=(
            "which share is right, nor that AI intensified labour: there is no official index of "
            "intensity, and the interview study of 2026 has a mechanism but no effect size"
        ),
        evidence=Evidence.ASSUMPTION,
        references=REFERENCES,
        accounting="intensity is a stated share of output per hour, and e follows from LS",
        notes=("Where a greater intensity becomes universal, it is the new unit and counts 1.",),
    )


def _spans(series: pd.Series, start: Bound, end: Bound, placebo_end: Bound) -> Any:
    sample = take_sample(series, None, None, minimum=2)
    index: Any = sample.index
    last = index[-1] if end is None else period_of(end, index, "end", where="end")
    first = period_of(start, index, "start", where="start")
    until = period_of(placebo_end, index, "end", where="placebo_end")
    length = (last - first).n
    if length < 1:
        raise DataError(f"the span {first}–{last} has no growth", where="start")
    before = period_of(until - length, index, "start", where="placebo_end")
    return (first, last), (before, until)


def _table(data: pd.DataFrame, shares: list[float], first: Any, last: Any) -> pd.DataFrame:
    """Return growth in percent a year and the rates, share by share, for one span."""
    part = data.loc[first:last]
    rate = rate_of_surplus_value(part["labour_share"] / 100)
    years = (last - first).n / {"Q": 4, "M": 12}.get(part.index.freqstr[0], 1)
    values: dict[tuple[float, str], float] = {}
    for share in shares:
        split = split_output_per_hour(part["output_per_hour"], share=share)
        growth = 100 * np.log(split.loc[last]) / years
        values[share, "intensity, percent a year"] = growth["intensity"]
        values[share, "productivity, percent a year"] = growth["productivity"]
        values[share, "rate of surplus value, at the start"] = rate[first]
        values[share, "rate of surplus value, with intensification"] = rate[last]
        without = without_intensification(rate, split["intensity"])
        values[share, "rate of surplus value, without intensification"] = without[last]
    return values_only(values, ["share", "quantity"])[["params"]]


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise DataError(f"{share} is no share", where="share", mend="choose one from 0 to 1")


def _check_within(series: pd.Series, what: str, most: float, mend: str) -> None:
    wrong = ~(np.isfinite(series) & (series > 0) & (series <= most))
    if wrong.any():
        value = series[wrong].iloc[0]
        raise DataError(
            f"{what} is {value:.4g} in {_first(wrong)}", where=str(series.name), mend=mend
        )


def _first(wrong: pd.Series) -> str:
    return str(wrong.index[wrong][0])
