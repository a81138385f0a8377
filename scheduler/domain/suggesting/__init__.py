"""Where a session fits, what fits into a free room, and why a session fits nowhere: proposals, no changes."""

from scheduler.domain.suggesting.explaining import Explanation, explain
from scheduler.domain.suggesting.fitting import Fit, fitting
from scheduler.domain.suggesting.searching import Suggestion, cells, suggest
from scheduler.domain.suggesting.unfit import why_nothing_fits

__all__ = ["Explanation", "Fit", "Suggestion", "cells", "explain", "fitting", "suggest", "why_nothing_fits"]
