"""Labour displacement: one function a design, each with its placebo beside the estimate.

=== ============================= ======================================================
R1  `long_difference`             growth of exposed and other occupations
R2  `occupation_event_study`      the same year by year, 2017–2025
R3  `sector_cells`                within sectors
R4  `wages`                       wages of exposed and other occupations
R5  `labour_share_dynamics`       the labour share, unemployment and productivity
R6  `reserve_army`                wages and the reserve army
R8  `exposed_sectors`             sectors before and after November 2022
R9  `state_dose_response`         postings and the use of AI by state
R10 `announcements`               announced cuts and real separations
R11 `intensity_of_labour`         output per hour as intensity and productivity
=== ============================= ======================================================

Each returns a `Displacement`: estimates, placebo, null, errors, sample, what it shows and what
it cannot show. `rate_of_surplus_value` turns a labour share into e.
"""

from collections.abc import Callable, Mapping

from capital.econometrics.displacement.announcements import announcements
from capital.econometrics.displacement.event import occupation_event_study
from capital.econometrics.displacement.exposed_sectors import exposed_sectors
from capital.econometrics.displacement.exposure import (
    MEASURES,
    first_component,
    rank_correlations,
)
from capital.econometrics.displacement.finding import Displacement
from capital.econometrics.displacement.macro import labour_share_dynamics
from capital.econometrics.displacement.occupations import long_difference, wages
from capital.econometrics.displacement.reserve_army import reserve_army
from capital.econometrics.displacement.sectors import sector_cells
from capital.econometrics.displacement.states import state_dose_response
from capital.econometrics.displacement.surplus_value import (
    intensity_of_labour,
    rate_of_surplus_value,
    without_intensification,
)

DESIGNS: Mapping[str, Callable[..., Displacement]] = {
    "R1": long_difference,
    "R2": occupation_event_study,
    "R3": sector_cells,
    "R4": wages,
    "R5": labour_share_dynamics,
    "R6": reserve_army,
    "R8": exposed_sectors,
    "R9": state_dose_response,
    "R10": announcements,
    "R11": intensity_of_labour,
}

__all__ = [
    "DESIGNS",
    "MEASURES",
    "Displacement",
    "announcements",
    "exposed_sectors",
    "first_component",
    "intensity_of_labour",
    "labour_share_dynamics",
    "long_difference",
    "occupation_event_study",
    "rank_correlations",
    "rate_of_surplus_value",
    "reserve_army",
    "sector_cells",
    "state_dose_response",
    "wages",
    "without_intensification",
]
