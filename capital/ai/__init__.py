"""AI as capital: what the theory says about chips, services and displacement, on real streams.

================ =================================================================
`vintages`       booked and economic life of chips on a firm's own investment (B5)
================ =================================================================
"""

from capital.ai import vintages

__all__ = ["vintages"]
