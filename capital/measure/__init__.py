"""From national and firm accounts to c, v, s, K and r.

`us_corporate`, `by_definition` and `firm` return `Accounts`: a table in which every column knows
its formula, source and evidence. What is known only as an interval stays one. `rates_of_profit`
puts definitions side by side, `definitions` and `mapping` print them; `perpetual_inventory` makes
stocks; `weisskopf`, `log_decomposition` and `shapley` divide a change among its factors.
"""

from capital.measure.accounts import Accounts, Line
from capital.measure.assets import booked_life, short_lived_shares
from capital.measure.attribution import (
    Shapley,
    log_mean_divisia,
    profit_rate,
    profit_rate_factors,
    shapley,
    shapley_by_phase,
)
from capital.measure.catalogue import definitions, mapping
from capital.measure.decompositions import Decomposition, log_decomposition, weisskopf
from capital.measure.firms import FIRMS, firm
from capital.measure.mappings import DEFINITIONS, Definition, Entry
from capital.measure.national import us_corporate
from capital.measure.pay import pay_ratios, wage_bill
from capital.measure.rates import by_definition, rates_of_profit
from capital.measure.stocks import perpetual_inventory
from capital.measure.world import WorldRates, penn_world_table

__all__ = [
    "DEFINITIONS",
    "FIRMS",
    "Accounts",
    "Decomposition",
    "Definition",
    "Entry",
    "Line",
    "Shapley",
    "WorldRates",
    "booked_life",
    "by_definition",
    "definitions",
    "firm",
    "log_decomposition",
    "log_mean_divisia",
    "mapping",
    "pay_ratios",
    "penn_world_table",
    "perpetual_inventory",
    "profit_rate",
    "profit_rate_factors",
    "rates_of_profit",
    "shapley",
    "shapley_by_phase",
    "short_lived_shares",
    "us_corporate",
    "wage_bill",
    "weisskopf",
]
