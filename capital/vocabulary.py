"""The field's letters and what they are called.

Columns and attributes bear the full terms (``rate_of_profit``), formulas the letters (``r``); a
question to a model or an account may use either.
"""

from __future__ import annotations

from collections.abc import Mapping

TERMS: Mapping[str, str] = {
    "c": "constant_capital",
    "v": "variable_capital",
    "s": "surplus_value",
    "W": "value_of_product",
    "y": "new_value",
    "e": "rate_of_surplus_value",
    "k": "value_composition",
    "r": "rate_of_profit",
    "omega": "value_of_labour_power",
    "F": "fixed_capital",
    "K_c": "circulating_constant_capital",
    "K": "constant_capital_advanced",
    "V": "variable_capital_advanced",
    "C": "capital_advanced",
    "T_ph": "physical_life",
    "n_c": "turnovers_of_circulating_constant_capital",
    "n": "turnovers_of_variable_capital",
    "e_ann": "annual_rate_of_surplus_value",
    "N_to": "turnover_of_whole_capital",
    "r_flow": "rate_of_profit_on_cost_price",
}
LETTERS: Mapping[str, str] = {term: letter for letter, term in TERMS.items()}
