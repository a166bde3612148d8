"""A specification curve of 500 fits, against the bare fits of statsmodels on the same samples.

Run: ``python tests/benchmarks/bench_specification.py``
"""

from __future__ import annotations

import time

import numpy as np
import statsmodels.api as sm

from capital import econometrics, measure

LIMIT = 20.0  # seconds for 500 fits


def main() -> None:
    """Time both and print seconds and their ratio."""
    accounts = {v: measure.us_corporate(valuation=v) for v in ("current", "historical")}
    choices = {
        "valuation": list(accounts),
        "start": list(range(1929, 1954)),
        "end": list(range(2005, 2025, 2)),
    }

    def estimate(valuation: str, start: int, end: int) -> dict[str, float]:
        fit = econometrics.trend(accounts[valuation].rate_of_profit, start=start, end=end)
        low, high = fit.conf_int().loc["trend"]
        return {"estimate": fit.params["trend"], "lower": low, "upper": high}

    begin = time.perf_counter()
    curve = econometrics.specification_curve(estimate, choices)
    ours = time.perf_counter() - begin
    begin = time.perf_counter()
    for row in curve.table.itertuples():
        r = accounts[row.valuation].rate_of_profit.loc[str(row.start) : str(row.end)]
        design = sm.add_constant(np.arange(len(r), dtype=float))
        options = {"maxlags": int(4 * (len(r) / 100) ** (2 / 9))}
        fit = sm.OLS(np.log(r.to_numpy()), design).fit(cov_type="HAC", cov_kwds=options)
        assert abs(fit.params[1] - row.estimate) < 1e-12
    bare = time.perf_counter() - begin
    print(f"{len(curve.table)} specifications: {ours:.2f} s, {ours / bare:.1f} times the bare fits")
    assert len(curve.table) == 500
    assert ours < LIMIT


if __name__ == "__main__":
    main()
