"""What all tests share: reproducible properties, and how printed decimals are compared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import settings

from capital import study
from capital.report.content import Report

settings.register_profile("capital", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("capital")


@pytest.fixture(scope="session")
def agrees() -> Callable[[object, str], bool]:
    """Compare a number with a printed decimal: within half a unit of the last digit printed."""

    def compare(value: object, printed: str) -> bool:
        half = 0.5 * 10.0 ** Decimal(printed).as_tuple().exponent
        return abs(float(value) - float(printed)) <= half * (1 + 1e-9)  # type: ignore[arg-type]

    return compare


@pytest.fixture(scope="session")
def studied() -> Report:
    """Compute the study once for all tests that read it."""
    return study.build()


@pytest.fixture(scope="session")
def study_files(studied: Report) -> dict[str, str]:
    """Return the content of every file of the study, by its path."""
    return study.files(studied)
