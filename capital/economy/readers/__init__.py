"""Readers: from published tables to the arguments of an Economy.

Each reader checks units, currency, hours and negative cells, and its result says what it did::

    reading = readers.wiod2016(table, accounts, "USA", 2010)
    print(reading)                       # the log, in sentences
    economy = Economy(**reading.arguments)

=============  ====================================================================================
`wiod2016`     national table and socio-economic accounts of WIOD 2016
`bea_summary`  make and use tables of BEA, summary level
`bea_detail`   make and use tables of BEA, benchmark detail
`plain`        a table of one's own, CSV or Excel
`pymrio`       EXIOBASE, OECD, Eora, GLORIA, WIOD 2013 (extra ``io``)
`shipped`      the small real economies in the data of this package
=============  ====================================================================================
"""

from __future__ import annotations

from capital.economy.readers.bea import bea_detail, bea_summary
from capital.economy.readers.mrio import pymrio
from capital.economy.readers.plain import plain
from capital.economy.readers.reading import Reading
from capital.economy.readers.shipped import shipped
from capital.economy.readers.wiod import wiod2016

__all__ = ["Reading", "bea_detail", "bea_summary", "plain", "pymrio", "shipped", "wiod2016"]
