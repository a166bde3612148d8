"""What the firms disclose of their assets: the share that is short-lived, the lives they book.

Servers and network gear are written off in a few years, land and buildings in decades. Three firms
disclose property by class. The share of the short-lived class in the growth of gross property from
one year end to the next is the share of investment that went into it, up to retirements, which fall
on short-lived assets first and so make the share seen too low.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from capital import datasets
from capital.errors import DataError, check_choice

#: The short-lived class first, then all other classes in use (not: under construction).
CLASSES: Mapping[str, tuple[str, ...]] = {
    "Meta": (
        "ppe_servers_network_gross",
        "ppe_buildings_gross",
        "ppe_land_gross",
        "ppe_leasehold_improvements_gross",
        "ppe_other_gross",
    ),
    "Amazon": ("ppe_equipment_gross", "ppe_land_buildings_gross", "ppe_other_gross"),
    "Alphabet": (
        "ppe_technical_infrastructure_gross",
        "ppe_office_space_gross",
        "ppe_corporate_other_gross",
    ),
}
#: Names under which firms book the life of their servers.
SERVERS = ("server", "servers_and_network", "technology_equipment")


def short_lived_shares() -> pd.DataFrame:
    """Return the observed shares of the short-lived class in the growth of gross property.

    Returns
    -------
    pandas.DataFrame
        ``firm``, ``share`` by fiscal year. Alphabet's class holds data-centre buildings too, so
        that its share is an upper bound; Amazon's equipment holds warehouse equipment.

    Examples
    --------
    >>> shares = short_lived_shares()["share"]
    >>> bool(((0 < shares) & (shares < 1)).all())
    True
    """
    tables = []
    for firm, classes in CLASSES.items():
        rows = datasets.load("firm_accounts_annual", firm=firm)
        years = pd.PeriodIndex(rows["period_end"], freq="Y-DEC")
        wide = rows.assign(year=years).pivot(index="year", columns="measure", values="value")
        growth = wide[list(classes)].diff().dropna()
        share = growth[classes[0]] / growth.sum(axis=1)
        tables.append(pd.DataFrame({"firm": firm, "share": share}))
    return pd.concat(tables)


def booked_life(firm: str, at: str) -> float:
    """Return the life in years over which a firm writes its servers off at a date.

    Parameters
    ----------
    firm : str
    at : str
        Date, such as ``"2025-06-30"``.

    Returns
    -------
    float

    Raises
    ------
    UnknownNameError
        If no life of that firm is on record.
    DataError
        If none was in force at the date, the record contradicts itself there, or it is no date.

    Notes
    -----
    A life for a part of the servers only (Amazon, 2025) does not count.

    Examples
    --------
    >>> booked_life("Meta", "2025-06-30")
    5.5
    """
    lives = datasets.load("service_lives")
    servers = lives[lives["asset"].isin(SERVERS) & lives["life_after"].notna()]
    check_choice("firm with a booked life", firm, sorted(set(servers["firm"])))
    date = pd.to_datetime(at, format="%Y-%m-%d", errors="coerce")
    if pd.isna(date):
        raise DataError(f"‘{at}’ is no date", mend="write it like 2025-06-30")
    record = servers[servers["firm"] == firm].sort_values("effective_date", kind="stable")
    past = record["effective_date"] <= date
    known, later = record[past], record[~past]
    if known.empty:
        raise DataError(f"no booked life of {firm} was in force at {at}", where="service_lives")
    since, life = known[["effective_date", "life_after"]].iloc[-1]
    before = later["life_before"].head(1).dropna()
    if since < date and (before != life).any():
        raise DataError(
            f"the booked life of {firm} at {at} is not on record: {life:g} years before, "
            f"{before.iloc[0]:g} after",
            where="service_lives",
        )
    return float(life)
