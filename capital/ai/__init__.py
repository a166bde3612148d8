"""AI as capital: what the theory says about chips, services and displacement, on real streams.

================== ===============================================================
`service`          unit cost, price of production, flat fees, the inference trap
`vintages`         booked and economic life of chips on a firm's own investment
`obsolescence`     rents, scrapping and write-downs by the market's own verdict
`adoption`         five zones of adoption, tasks, techniques chosen at false prices
`displacement`     the rate of profit under automation, with counter-tendencies
`circular_finance` financing circles, unrealised profit, networks of claims
`valuation`        fictitious capital, required revenue, two identities
`rent`             rent of energy, sites and chips
`claims`           claims decided by draws, and scenarios that change them
================== ===============================================================
"""

from capital.ai import (
    adoption,
    circular_finance,
    claims,
    displacement,
    obsolescence,
    rent,
    service,
    valuation,
    vintages,
)

__all__ = [
    "adoption",
    "circular_finance",
    "claims",
    "displacement",
    "obsolescence",
    "rent",
    "service",
    "valuation",
    "vintages",
]
