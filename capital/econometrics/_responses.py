"""How each series answers a shock to each, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from scipy.stats import norm

from capital.econometrics._frame import whole_number
from capital.errors import DataError


def response_table(
    result: Any, names: Sequence[str], horizons: int, *, orthogonal: bool, alpha: float
) -> pd.DataFrame:
    """Return responses with asymptotic errors.

    Parameters
    ----------
    result : statsmodels VARResults or VECMResults
    names : sequence of str
        The series, in the order of the recursive shocks.
    horizons : int
        The last horizon; the first is zero.
    orthogonal : bool
        Shocks of one standard deviation, recursive in the order of the series; else of one
        unit to one disturbance.
    alpha : float
        One minus the confidence of the bounds.

    Returns
    -------
    pandas.DataFrame
        Over (impulse, response, horizon): estimate, bse, lower, upper.

    Raises
    ------
    DataError
        If `horizons` or `alpha` will not do.
    """
    horizons = whole_number("horizons", horizons, 1)
    if not 0 < alpha < 1:
        raise DataError(f"{alpha} is no share", where="alpha", mend="choose 0.05, say")
    found = result.irf(horizons)
    values = found.orth_irfs if orthogonal else found.irfs
    index = pd.MultiIndex.from_product(
        [names, names, range(horizons + 1)], names=["impulse", "response", "horizon"]
    )
    # statsmodels: horizon, response, impulse
    estimate = values.transpose(2, 1, 0).ravel()
    bse = found.stderr(orth=orthogonal).transpose(2, 1, 0).ravel()
    reach = norm.ppf(1 - alpha / 2) * bse
    columns = {"estimate": estimate, "bse": bse}
    columns |= {"lower": estimate - reach, "upper": estimate + reach}
    return pd.DataFrame(columns, index=index)
