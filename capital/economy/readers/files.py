"""Opening tables: one clear error for a file that is missing, cut off or not what it should be.

A table comes as a DataFrame or as the path of a CSV file, compressed or not. Codes of industries
are text: ``42`` and ``"42"`` are one code. Numbers are checked cell by cell; a blank is an error,
because nothing here is filled.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from capital.errors import DataError, did_you_mean

Source: TypeAlias = str | Path | pd.DataFrame

_AGAIN = "take it anew from its source"


def read_csv(source: Source, what: str, *, text: Sequence[str] = ()) -> pd.DataFrame:
    """Return a table; the columns named in `text` are codes and stay text.

    Raises
    ------
    DataError
        If the file is missing, unreadable, cut off, empty or no CSV in UTF-8.
    """
    if isinstance(source, pd.DataFrame):
        frame = source.copy()
    else:
        kinds = dict.fromkeys(text, "str")
        frame = opened(
            source,
            what,
            lambda path: pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""]),
        )
    if frame.empty:
        raise DataError(f"{what} has no rows", where=place(source), mend=_AGAIN)
    frame.columns = [str(column).strip() for column in frame.columns]
    for column in text:
        if column in frame.columns:
            frame[column] = [code if pd.isna(code) else str(code).strip() for code in frame[column]]
    return frame


def opened(source: str | Path, what: str, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    """Return what `read` makes of a file, or say in one error why it cannot be read."""
    path = Path(source)
    try:
        return read(path)
    except FileNotFoundError:
        reason, mend = "the file is missing", "check the path"
    except (EOFError, zlib.error) as error:
        reason, mend = f"the file is cut off ({error})", _AGAIN
    except pd.errors.EmptyDataError:
        reason, mend = "the file is empty", _AGAIN
    except pd.errors.ParserError as error:
        reason, mend = f"the file is no table: {str(error).strip()}", _AGAIN
    except UnicodeDecodeError:
        reason, mend = "the file is not text in UTF-8", "save it as CSV in UTF-8"
    except OSError as error:
        reason, mend = f"the file cannot be read: {error.strerror or error}", "check what it is"
    raise DataError(f"{what}: {reason}", where=str(path), mend=mend)


def place(source: Source) -> str:
    """Return the path of a table, or that it came as a frame."""
    return "the DataFrame" if isinstance(source, pd.DataFrame) else str(source)


def need(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Refuse a table without the columns that its layout has."""
    for column in columns:
        if column not in frame.columns:
            raise DataError(
                f"{what} has no column ‘{column}’", mend=did_you_mean(column, frame.columns)
            )


def numbers(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a block as floats; the first cell that is no finite number is an error.

    Parameters
    ----------
    frame
        Rows and columns labelled; every cell should be a number.
    """
    values = frame.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    bad = np.argwhere(~np.isfinite(values))
    if bad.size:
        i, j = bad[0]
        cell: Any = frame.iloc[i, j]
        shown = "is blank" if pd.isna(cell) else f"is no finite number: ‘{cell}’"
        more = f" ({len(bad)} such cells)" if len(bad) > 1 else ""
        raise DataError(
            f"a cell of {what} {shown}{more}",
            where=f"row {frame.index[i]}, column {frame.columns[j]}",
            mend="put the figure there, or leave the sector out: nothing is filled",
        )
    return pd.DataFrame(values, index=frame.index, columns=frame.columns)


def unique(labels: Iterable[Any], what: str) -> None:
    """Refuse labels that stand twice."""
    index = pd.Index(labels)
    if index.has_duplicates:
        name = index[index.duplicated()][0]
        raise DataError(f"{what} ‘{name}’ stands twice", mend="keep one of the two")


def same_labels(series: pd.Series, sectors: pd.Index, what: str) -> pd.Series:
    """Return a series given by the user in the order of the sectors; every sector is needed."""
    given = pd.Series(series, dtype=float)
    given.index = [str(label) for label in given.index]
    unique(given.index, f"{what}: the sector")
    for name in sectors:
        if name not in given.index:
            mend = did_you_mean(str(name), given.index)
            raise DataError(f"{what} has no figure for the sector ‘{name}’", mend=mend)
    unknown = [name for name in given.index if name not in sectors]
    if unknown:
        mend = did_you_mean(unknown[0], sectors)
        raise DataError(f"{what} names a sector ‘{unknown[0]}’ that the table lacks", mend=mend)
    return numbers(given.reindex(sectors).to_frame(what), what)[what]
