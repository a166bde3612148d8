"""The catalogue of models, in the order of *Capital*.

Each file holds one subject; its functions return a `capital.Model` with its assumptions and
source, or a small exact table where the theory is a table.

================== ====================================================== ==================
`value`            value account, compositions, turnover                  *Capital* I–II
`chips`            booked and economic life of fixed capital              *Capital* II ch. 8
`profit`           rate of profit and rate of surplus-value               *Capital* III ch. 3
================== ====================================================== ==================
"""

from capital.theory import chips, profit, value

__all__ = ["chips", "profit", "value"]
