"""Dask's executor gives the numbers that one process gives."""

from __future__ import annotations

import pytest

from capital import Calibration, Model, Parameter
from capital.uncertainty import UNIT, propagate

distributed = pytest.importorskip("distributed")


def test_dask_changes_no_number():
    profit = Model.from_text(["r = e/(1 + k)"])
    assumed = Calibration(e=Parameter(lower=0.5, upper=1.5), k=Parameter(4, se=0.5))
    alone = propagate(profit, assumed, draws=4 * UNIT, claims=["r < 1/5"], rng=2)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
        ) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        spread = propagate(
            profit, assumed, draws=4 * UNIT, claims=["r < 1/5"], rng=2, block=1, executor=executor
        )
    assert alone.table.equals(spread.table)
    assert alone.claims.equals(spread.claims)
