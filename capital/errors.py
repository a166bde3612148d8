"""Every error a user can meet.

An error says three things: *what* was wrong, *where*, and *how to mend it*. Each class is one
kind of cause, so that a caller can catch it; none inherits from another, except from the
common base. The command line prints the message and leaves with exit code 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CapitalError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    what
        What was wrong, in one sentence without a final full stop.
    where
        The equation, file, row, column or argument in which it was found.
    mend
        What the user can do about it.

    Examples
    --------
    >>> str(CapitalError("the real wage exceeds the net product", where="wage_basket",
    ...                  mend="lower the basket"))
    'the real wage exceeds the net product (in wage_basket); lower the basket'
    """

    def __init__(self, what: str, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(what, where, mend)  # the arguments by which a pickle makes it again

    def __str__(self) -> str:
        place = f" (in {self.where})" if self.where else ""
        remedy = f"; {self.mend}" if self.mend else ""
        return f"{self.what}{place}{remedy}"


class ExpressionError(CapitalError, ValueError):
    """Text that is no formula, or a formula that is not allowed."""


class UnknownNameError(CapitalError, KeyError):
    """A name that nothing bears: a variable, data set, sector, firm or option."""

    __str__ = CapitalError.__str__


class ModelError(CapitalError, ValueError):
    """A model that is not closed, or a question that it cannot answer."""


class UnitError(CapitalError, ValueError):
    """A sum or an equation whose terms have different units."""


class DataError(CapitalError, ValueError):
    """A table that breaks its schema, or figures from which nothing follows."""


class OutputError(CapitalError, OSError):
    """A target that cannot be written."""

    __str__ = CapitalError.__str__


class MissingExtraError(CapitalError, ImportError):
    """A feature whose optional dependencies are not installed."""

    __str__ = CapitalError.__str__


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return «did you mean ‘x’?», or the list of what there is.

    Examples
    --------
    >>> did_you_mean("nonfinacial", ["corporate", "nonfinancial"])
    'did you mean ‘nonfinancial’?'
    >>> did_you_mean("zebra", ["corporate", "nonfinancial"])
    'there is: corporate, nonfinancial'
    """
    names = [str(item) for item in known]
    by_lower = {item.lower(): item for item in reversed(names)}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    if close:
        return f"did you mean ‘{by_lower[close[0]]}’?"
    return f"there is: {', '.join(names)}" if names else "there is none"


def unknown(kind: str, name: object, known: Iterable[str], *, where: str = "") -> UnknownNameError:
    """Return the error for a name of some kind that is not known."""
    text = str(name)
    return UnknownNameError(
        f"there is no {kind} ‘{text}’", where=where, mend=did_you_mean(text, known)
    )


def check_choice(kind: str, name: object, known: Iterable[str]) -> None:
    """Raise `UnknownNameError` unless `name` is one of the known choices."""
    names = list(known)
    if name not in names:
        raise unknown(kind, name, names)
