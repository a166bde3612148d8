"""The definitions of the rate of profit, printed: in words, and line by line."""

from __future__ import annotations

import pandas as pd

from capital import datasets
from capital.errors import unknown
from capital.measure.mappings import DEFINITIONS, PARTS, Definition


def definitions() -> pd.DataFrame:
    """Return the catalogue of definitions, one row each.

    Returns
    -------
    pandas.DataFrame
        Author, year, ``numerator``, ``denominator`` and ``output`` in words, ``valuation``,
        ``kind``, ``sectors``, ``needs`` (an argument), ``missing``, ``reference``.

    Examples
    --------
    >>> definitions().loc["dumenil_levy", "numerator"]
    'net value added − compensation of employees'
    """
    rows = {
        name: {
            "author": d.author,
            "year": d.year,
            **{part: in_words(d, part) for part in PARTS},
            "valuation": d.valuation,
            "kind": d.kind,
            "sectors": ", ".join(d.sectors),
            "needs": d.needs,
            "missing": d.missing,
            "reference": d.reference,
        }
        for name, d in DEFINITIONS.items()
    }
    return (
        pd.DataFrame.from_dict(rows, orient="index")
        .rename_axis("definition")
        .astype({"year": "Int64"})
    )


def mapping(definition: str | Definition) -> pd.DataFrame:
    """Return the mapping of one definition: category ← table, line, operation, source.

    Parameters
    ----------
    definition : str or Definition
        One of `definitions`, or one of your own.

    Returns
    -------
    pandas.DataFrame
        A row an entry.

    Raises
    ------
    UnknownNameError
        If there is no such definition.

    Examples
    --------
    >>> mapping("net_operating_surplus")[["part", "operation", "line"]].iloc[0].tolist()
    ['numerator', '+', 'net_operating_surplus']
    """
    rows = []
    for entry in find_definition(definition).entries:
        described = datasets.describe(entry.table)
        sources = [described[line].source for line in (entry.line, *entry.times, *entry.over)]
        rows.append(
            {
                "part": entry.part,
                "operation": entry.operation,
                "table": entry.table,
                "line": entry.line,
                "times": ", ".join(entry.times),
                "over": ", ".join(entry.over),
                "source": "; ".join(dict.fromkeys(sources)),
            }
        )
    return pd.DataFrame(rows)


def find_definition(definition: str | Definition) -> Definition:
    """Return a definition by its name; one of the user's own is returned as it is.

    Raises
    ------
    UnknownNameError
        If there is no such definition.
    """
    if isinstance(definition, Definition):
        return definition
    if definition not in DEFINITIONS:
        raise unknown("definition of the rate of profit", definition, DEFINITIONS)
    return DEFINITIONS[definition]


def in_words(definition: Definition, part: str) -> str:
    """Return a part as a formula in the names of its lines."""
    words = []
    for entry in (entry for entry in definition.entries if entry.part == part):
        line = " × ".join(name.replace("_", " ") for name in (entry.line, *entry.times))
        line = " ÷ ".join([line, *(name.replace("_", " ") for name in entry.over)])
        shape = {"− φ×": f"− φ × {line}", "+Δ": f"+ Δ {line}"}
        built = {"chained": "chained", "Σ Δ÷p": "deflated growth of", "gross": "gross stock from"}
        if entry.operation in built:
            words.append(f"+ {built[entry.operation]} {line}")
        else:
            words.append(shape.get(entry.operation, f"{entry.operation} {line}"))
    return " ".join(words).removeprefix("+ ")
