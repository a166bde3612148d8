"""What all tests share: reproducible properties, and how printed decimals are compared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import settings

settings.register_profile("capital", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("capital")


@pytest.fixture(scope="session")
def agrees() -> Callable[[object, str], bool]:
    """Compare a number with a printed decimal: within half a unit of the last digit printed."""

    def compare(value: object, printed: str) -> bool:
        half = 0.5 * 10.0 ** Decimal(printed).as_tuple().exponent
        return abs(float(value) - float(printed)) <= half * (1 + 1e-9)  # type: ignore[arg-type]

    return compare
