"""From national and firm accounts to c, v, s, K and r.

`us_corporate` and `firm` return `Accounts`: a table in which every column knows its formula, source
and evidence. What is known only as an interval stays one.
"""

from capital.measure.accounts import Accounts, Line
from capital.measure.assets import booked_life, short_lived_shares
from capital.measure.firms import FIRMS, firm
from capital.measure.national import us_corporate
from capital.measure.pay import pay_ratios, wage_bill

__all__ = [
    "FIRMS",
    "Accounts",
    "Line",
    "booked_life",
    "firm",
    "pay_ratios",
    "short_lived_shares",
    "us_corporate",
    "wage_bill",
]
