"""Modified BG/NBD: the first purchase is an occasion to leave, too.

Batislam, Denizel & Filiztekin 2007, IJRM 24:201-209; Hoppe & Wagner 2007, Marketing
ZFP 29:75-90 (there: CBG/NBD). One-time buyers get a probability of being alive that
falls with time, which is what a list of the lost needs.
"""

from cockpit.engine.ltv.bgnbd import Buying, fit
from cockpit.engine.ltv.counts import Counts
from cockpit.text.notes import Note


def fit_mbgnbd(counts: Counts) -> Buying | Note:
    """Fit the modified BG/NBD by maximum likelihood; a note says what is missing."""
    return fit(counts, occasions=1)
