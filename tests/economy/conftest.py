"""Economies that several tests share: two from the literature, and random productive ones."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

#: Basu (2021), *The Logic of Capital*, ch. 7.
BASU = {
    "A": [
        ["186/450", "54/21", "30/60"],
        ["12/450", "6/21", "3/60"],
        ["9/450", "6/21", "15/60"],
    ],
    "labour": ["18/450", "12/21", "30/60"],
    "wage_basket": [2, 0, "1/6"],
    "output": [450, 21, 60],
}
#: Ochoa (1984): three sectors of the USA, with stocks.
OCHOA = {
    "A": [[0.265, 0.968, 0.00681], [0.0121, 0.391, 0.0169], [0.0408, 0.808, 0.165]],
    "labour": [0.193, 3.562, 0.616],
    "wage_basket": [0.0109, 0.0275, 0.296],
    "output": [26530, 18168, 73840],
}
OCHOA_STOCKS = {
    "depreciation": [[0, 0, 0], [0.00568, 0.0267, 0.0028], [0.00265, 0.0147, 0.00246]],
    "capital": [[0, 0, 0], [0.120, 0.791, 0.096], [0.037, 0.251, 0.043]],
    "turnover": [0.317, 0.099, 0.187],
}


@pytest.fixture(scope="session")
def basu() -> dict[str, object]:
    return BASU


@pytest.fixture(scope="session")
def ochoa() -> dict[str, object]:
    return OCHOA


@pytest.fixture(scope="session")
def ochoa_stocks() -> dict[str, object]:
    return OCHOA | OCHOA_STOCKS


@pytest.fixture(scope="session")
def random_economy() -> Callable[..., SimpleNamespace]:
    """Return arrays of a productive economy whose basket has a given value; net output > 0."""

    def make(n: int, seed: int, value_of_basket: float = 0.6) -> SimpleNamespace:
        rng = np.random.default_rng(seed)
        A = rng.random((n, n)) * (rng.random((n, n)) < 0.7) + 1e-3
        A *= rng.uniform(0.2, 0.8, n) / A.sum(axis=0)
        units = 10 ** rng.uniform(-2, 2, n)
        A = A * units / units[:, None]
        labour = rng.uniform(0.1, 2, n) * units
        lam = np.linalg.solve(np.eye(n) - A.T, labour)
        basket = rng.random(n) / units
        basket *= value_of_basket / (lam @ basket)
        net = rng.uniform(0.1, 1, n) / units
        output = np.linalg.solve(np.eye(n) - A, net)
        return SimpleNamespace(
            A=A, l=labour, b=basket, Q=output, y=net, lam=lam, rng=rng, units=units, n=n
        )

    return make
