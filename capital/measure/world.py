r"""Rates of profit of countries and of the world, from a Penn World Table file of the user's.

The file is the official workbook or the same table as CSV; it is read, checked and never repaired.
Of each country and year, with GDP Y, labour share ω, capital K and its rate of depreciation δ,

.. math:: r = \frac{(1-\omega)\,Y - \delta K}{K} =
          \frac{\Pi}{Y-\delta K}\cdot\frac{Y-\delta K}{K},

and the rate of the world is the sum of profits over the sum of capital, which is the mean of the
countries' rates weighted by capital. Capital is that of the same year, as the table gives it.

The table does not reproduce the trends of the Extended Penn World Tables, on which Basu, Huato,
Jauregui and Wasner (2022) rest: capital, depreciation and labour shares are built otherwise. What
comes out here is the same method on other data, and no replication.

References
----------
Feenstra, Inklaar and Timmer (2015), *American Economic Review* 105. Basu, Huato, Jauregui and
Wasner (2022), *World Profit Rates, 1960–2019*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capital.errors import DataError, MissingExtraError, check_choice, did_you_mean, unknown
from capital.evidence import Evidence
from capital.measure.accounts import Accounts, Line

#: Output, capital and the price levels that turn each into dollars at market rates.
WEIGHTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "ppp": (("cgdpo",), ("cn",), "million 2017 US$ at current purchasing power parities"),
    "market": (("cgdpo", "pl_gdpo"), ("cn", "pl_n"), "million US$ at market exchange rates"),
    "national": (("rgdpna",), ("rnna",), "million 2017 US$ at constant national prices"),
}
PANELS = ("balanced", "all")
#: Headers of the official workbook that differ from those of the CSV.
ALIASES = {"countrycode": "isocode", "currency_unit": "currency"}
NO_REPLICATION = (
    "the Penn World Table does not reproduce the trends of the Extended Penn World Tables: "
    "no replication of Basu and others (2022)"
)
SHARES = {"labsh": (0.0, 1.0), "delta": (0.0, 1.0)}
_SOURCE = "Penn World Table, file of the user"


@dataclass(frozen=True, eq=False)
class WorldRates:
    """Rates of profit of the world and of each country.

    Attributes
    ----------
    world : Accounts
        Profit, capital, net output and ratios of all countries together, by year.
    countries : pandas.DataFrame
        One row per country and year: ``net_output``, ``profit``, ``capital``, ``rate_of_profit``,
        ``profit_share``, ``output_capital_ratio``, and ``irr`` where the table has it.
    members : pandas.Series
        Number of countries by year.
    """

    world: Accounts
    countries: pd.DataFrame
    members: pd.Series

    @property
    def notes(self) -> tuple[str, ...]:
        """What is left out, and that this is no replication."""
        return self.world.notes

    def country(self, code: str) -> pd.DataFrame:
        r"""Return the rows of one country, by year.

        Parameters
        ----------
        code : str
            Such as ``"USA"``.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        UnknownNameError
            If the country is not among those kept.

        Examples
        --------
        >>> import tempfile
        >>> same = "0.6,0.05,100,300,100,300"
        >>> rows = [f"{c},{y},{same}" for c in ("AAA", "BBB") for y in (1960, 1961)]
        >>> head = "isocode,year,labsh,delta,cgdpo,cn,rgdpna,rnna"
        >>> with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        ...     _ = file.write("\n".join([head, *rows]))
        ...     file.flush()
        ...     rates = penn_world_table(file.name)
        >>> len(rates.country("AAA"))
        2
        """
        known = self.countries.index.unique("country")
        if code not in known:
            raise unknown("country", code, known)
        return pd.DataFrame(self.countries.loc[code])


def penn_world_table(
    path: str | Path,
    *,
    countries: Sequence[str] | None = None,
    weights: str = "ppp",
    panel: str = "balanced",
    start: int | None = None,
    end: int | None = None,
) -> WorldRates:
    r"""Return rates of profit of countries and of the world from a Penn World Table file.

    Parameters
    ----------
    path
        ``pwt….csv``, ``….csv.gz`` or the official workbook ``….xlsx`` (www.ggdc.net/pwt);
        `capital.datasets.fetch.fetch` brings it.
    countries
        Three-letter codes; all countries of the table otherwise.
    weights
        ``"ppp"``: purchasing power parities. ``"market"``: exchange rates. ``"national"``:
        constant national prices.
    panel
        ``"balanced"``: only countries with every year from start to end. ``"all"``: every
        observation, so that the world changes its members from year to year.
    start, end
        First and last year; those of the table otherwise.

    Returns
    -------
    WorldRates

    Raises
    ------
    UnknownNameError
        If an option or a country is not known.
    DataError
        If the file is not such a table: a column missing, a figure that is none, a country twice in
        a year, shares outside 0 and 1 or rounded to whole numbers; or if nothing is left.
    MissingExtraError
        If a workbook is to be read and openpyxl is not installed.

    Examples
    --------
    >>> import tempfile
    >>> same = "0.6,0.05,100,300,100,300"
    >>> rows = [f"{c},{y},{same}" for c in ("AAA", "BBB") for y in (1960, 1961)]
    >>> head = "isocode,year,labsh,delta,cgdpo,cn,rgdpna,rnna"
    >>> with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
    ...     _ = file.write("\n".join([head, *rows]))
    ...     file.flush()
    ...     rates = penn_world_table(file.name)
    >>> rates.countries["rate_of_profit"].round(4).tolist()
    [0.0833, 0.0833, 0.0833, 0.0833]
    """
    check_choice("weights", weights, WEIGHTS)
    check_choice("panel", panel, PANELS)
    output, capital, unit = WEIGHTS[weights]
    table = _read(Path(path), ("labsh", "delta", *output, *capital))
    table = _chosen(table, countries, start, end)
    notes = [NO_REPLICATION]
    whole = _usable(table, (*output, *capital), notes)
    kept = _balanced(table, whole, notes) if panel == "balanced" else whole
    if kept.empty:
        raise DataError(
            "no country has every figure in every year",
            where=str(path),
            mend="choose fewer years or countries, or panel='all'",
        )
    if panel == "all":
        notes.append("the number of countries differs from year to year")
        if len(kept) < len(table):
            notes.append(f"a figure is missing in {len(table) - len(kept)} of {len(table)} rows")
    rates = _rates(kept, output, capital)
    members = rates.groupby("period").size().rename("countries")
    options = {"weights": weights, "panel": panel, "countries": int(members.max())}
    return WorldRates(_world(rates, unit, options, notes), rates, members)


def _rates(table: pd.DataFrame, output: Sequence[str], capital: Sequence[str]) -> pd.DataFrame:
    """Return profit, net output, capital and their ratios of each country and year."""
    gdp, stock = table[[*output]].prod(axis=1), table[[*capital]].prod(axis=1)
    wear = table["delta"] * stock
    frame = pd.DataFrame(
        {
            "net_output": gdp - wear,
            "profit": (1 - table["labsh"]) * gdp - wear,
            "capital": stock,
        }
    )
    frame["rate_of_profit"] = frame["profit"] / frame["capital"]
    frame["profit_share"] = frame["profit"] / frame["net_output"]
    frame["output_capital_ratio"] = frame["net_output"] / frame["capital"]
    if "irr" in table:
        frame["irr"] = table["irr"]
    years = pd.PeriodIndex([pd.Period(year=y, freq="Y") for y in table["year"]], freq="Y")
    frame.index = pd.MultiIndex.from_arrays([table["isocode"], years], names=["country", "period"])
    return frame.sort_index()


def _world(
    rates: pd.DataFrame, unit: str, options: Mapping[str, object], notes: Sequence[str]
) -> Accounts:
    """Return the sums over countries as an account."""
    sums = rates[["profit", "capital", "net_output"]].groupby("period").sum()
    frame = sums.rename(
        columns={
            "profit": "surplus_value",
            "capital": "capital_stock",
            "net_output": "net_value_added",
        }
    )
    frame["rate_of_profit"] = frame["surplus_value"] / frame["capital_stock"]
    frame["profit_share"] = frame["surplus_value"] / frame["net_value_added"]
    frame["output_capital_ratio"] = frame["net_value_added"] / frame["capital_stock"]

    def line(formula: str, unit: str) -> Line:
        return Line(formula, _SOURCE, Evidence.ESTIMATE, unit)

    lines = {
        "surplus_value": line("s = Σ (1 − labsh)·GDP − delta·K", f"{unit} a year"),
        "capital_stock": line("K = Σ K, same year", unit),
        "net_value_added": line("Y = Σ GDP − delta·K", f"{unit} a year"),
        "rate_of_profit": line("r = s/K", "1/year"),
        "profit_share": line("s/Y", "1"),
        "output_capital_ratio": line("Y/K", "1/year"),
    }
    return Accounts("World, Penn World Table", frame, lines, options, tuple(notes))


# Reading and choosing


def _read(path: Path, needed: Sequence[str]) -> pd.DataFrame:
    """Return the columns that are needed, as numbers, once the table is what it should be."""
    raw = _open(path).rename(columns=ALIASES)
    columns = ["isocode", "year", *needed]
    for name in columns:
        if name not in raw.columns:
            raise DataError(
                f"the column ‘{name}’ is missing",
                where=path.name,
                mend=did_you_mean(name, map(str, raw.columns)),
            )
    extra = [name for name in ("country", "irr") if name in raw.columns]
    table = raw[columns + extra].copy()
    for name in ("year", *needed, *(["irr"] if "irr" in extra else [])):
        table[name] = _numbers(table[name], path)
    _check(table, path)
    return table.astype({"year": int, "isocode": str})


def _open(path: Path) -> pd.DataFrame:
    """Read a CSV, packed or not, or the sheet Data of a workbook."""
    if not path.is_file():
        raise DataError(
            f"there is no file {path.name}",
            where=str(path),
            mend="download the Penn World Table from www.ggdc.net/pwt",
        )
    workbook = path.suffix.lower() == ".xlsx"
    try:
        return pd.read_excel(path, sheet_name="Data") if workbook else pd.read_csv(path)
    except ImportError:
        raise MissingExtraError(
            "a workbook cannot be read without openpyxl",
            where=path.name,
            mend="pip install 'capital-toolkit[io]', or save the sheet Data as CSV",
        ) from None
    except (ValueError, KeyError, OSError, EOFError) as error:
        raise DataError(
            f"the file is no Penn World Table: {str(error).splitlines()[0]}",
            where=path.name,
            mend="take it anew; a workbook needs a sheet called Data",
        ) from None


def _numbers(column: pd.Series, path: Path) -> pd.Series:
    """Return a column as numbers; the first text in it is an error."""
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    bad = (numbers.isna() & column.notna()) | np.isinf(numbers)
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise DataError(
            f"‘{column.iloc[row]}’ is no number",
            where=f"{path.name}, row {row + 2}, column {column.name}",
            mend="correct the cell, or leave it blank if there is no figure",
        )
    return numbers


def _check(table: pd.DataFrame, path: Path) -> None:
    """Refuse years that are none, a country twice in a year, and shares that cannot be."""
    if table.empty or table["isocode"].isna().any() or not (table["year"] % 1 == 0).all():
        raise DataError(
            "a row has no country or no year", where=path.name, mend="take the file anew"
        )
    again = table.duplicated(["isocode", "year"])
    if again.any():
        row = table[again].iloc[0]
        raise DataError(
            f"{row['isocode']} stands twice in {int(row['year'])}",
            where=path.name,
            mend="remove one of the two rows",
        )
    for name, (low, high) in SHARES.items():
        known = table[name].dropna()
        if len(known) and (known % 1 == 0).all():
            raise DataError(
                f"every {name} is a whole number: the file was rounded and cannot be used",
                where=f"{path.name}, column {name}",
                mend="take the table from its publisher",
            )
        wrong = table[(table[name] <= low) | (table[name] >= high)]
        if len(wrong):
            row = wrong.iloc[0]
            raise DataError(
                f"{name} is {row[name]:g} for {row['isocode']} in {int(row['year'])}",
                where=f"{path.name}, column {name}",
                mend=f"it is a fraction between {low:g} and {high:g}; take the file anew",
            )


def _chosen(
    table: pd.DataFrame, countries: Sequence[str] | None, start: int | None, end: int | None
) -> pd.DataFrame:
    """Return the rows of the countries and years asked for."""
    if countries is not None:
        known = sorted(table["isocode"].unique())
        for code in countries:
            if code not in known:
                raise _unknown_country(code, table, known)
        table = table[table["isocode"].isin(list(countries))]
    years = table["year"]
    first, last = (years.min() if start is None else start), (years.max() if end is None else end)
    if not years.min() <= first <= last <= years.max():
        raise DataError(
            f"the table has no years {first}–{last}",
            mend=f"choose from {years.min()} to {years.max()}",
        )
    return table[years.between(first, last)]


def _unknown_country(code: object, table: pd.DataFrame, known: Sequence[str]) -> Exception:
    """Return the error for a country, with its code where its name was given."""
    if "country" in table:
        named = table.loc[table["country"] == code, "isocode"]
        if len(named):
            return unknown("country", code, [named.iloc[0]])
    return unknown("country", code, known)


def _usable(table: pd.DataFrame, columns: Sequence[str], notes: list[str]) -> pd.DataFrame:
    """Return the rows with every figure; a figure that cannot be is named."""
    whole = table.dropna(subset=["labsh", "delta", *columns])
    impossible = (whole[[*columns]] <= 0).any(axis=1)
    if impossible.any():
        rows = whole[impossible]
        named = rows["isocode"] + " " + rows["year"].astype(str)
        notes.append(f"left out, because a level is not positive: {', '.join(named)}")
    return whole[~impossible]


def _balanced(table: pd.DataFrame, whole: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Return the countries that have every year, and name the others."""
    years = table["year"].max() - table["year"].min() + 1
    count: Any = whole.groupby("isocode")["year"].size()
    full = count.index[count == years]
    others = sorted({*table["isocode"]} - {*full})
    if others:
        notes.append(f"left out, because a year is missing: {', '.join(others)}")
    return whole[whole["isocode"].isin(full)]
