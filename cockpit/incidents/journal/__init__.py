"""The log on disk: one SQLite file, a second copy as JSON lines, a chain of hashes."""

from cockpit.incidents.journal.evaluator import EvaluatorLock
from cockpit.incidents.journal.journal import Journal
from cockpit.incidents.journal.reconciling import Choice
from cockpit.incidents.journal.troubles import Holding, NotSaved, RolledBack
from cockpit.incidents.journal.verification import Difference, Verification

__all__ = [
    "Choice",
    "Difference",
    "EvaluatorLock",
    "Holding",
    "Journal",
    "NotSaved",
    "RolledBack",
    "Verification",
]
