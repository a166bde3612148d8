"""The ladder of evidence, and how it propagates.

A figure is only as good as the weakest figure it rests on. The ladder, best first:

========== =========================================================================
reported   a body's own published figure: filing, agency, vendor index
derived    computed from reported figures
estimate   a model, a survey of the literature, a count from media
leak       internal accounts that were not meant for publication
projection a forecast, made by whoever
announced  an intention or a claim of an interested party
assumption ours, or the user's, without a source
========== =========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from capital.errors import unknown


class Evidence(StrEnum):
    """One rung of the ladder; members are defined from best to weakest."""

    REPORTED = "reported"
    DERIVED = "derived"
    ESTIMATE = "estimate"
    LEAK = "leak"
    PROJECTION = "projection"
    ANNOUNCED = "announced"
    ASSUMPTION = "assumption"

    @property
    def rank(self) -> int:
        """Position on the ladder, 0 for the best."""
        return list(Evidence).index(self)

    @classmethod
    def parse(cls, word: str) -> Evidence:
        """Return the rung of that name.

        Raises
        ------
        UnknownNameError
            If no rung bears the name.
        """
        try:
            return cls(word)
        except ValueError:
            raise unknown("status of evidence", word, [item.value for item in cls]) from None


def weakest(items: Iterable[Evidence | str]) -> Evidence:
    """Return the weakest of several pieces of evidence.

    Examples
    --------
    >>> weakest(["reported", "leak", "derived"]).value
    'leak'
    """
    ranked = [Evidence.parse(str(item)) for item in items]
    if not ranked:
        return Evidence.ASSUMPTION
    return max(ranked, key=lambda item: item.rank)


def derived_from(items: Iterable[Evidence | str]) -> Evidence:
    """Return the evidence of a number computed from others: at best *derived*.

    Examples
    --------
    >>> derived_from(["reported", "reported"]).value
    'derived'
    """
    return weakest([Evidence.DERIVED, weakest(items)])
