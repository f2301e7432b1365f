"""One group of files while it is being recognised."""

from dataclasses import dataclass

from cockpit.engine.sources.recognition.asking import Asked
from cockpit.engine.sources.recognition.decisions import Decisions
from cockpit.engine.sources.recognition.groups import Group
from cockpit.engine.sources.recognition.platforms import PlatformGuess
from cockpit.engine.sources.recognition.samples import Sample
from cockpit.engine.sources.recognition.tables import TableScore


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What is known of a group, and what is asked and decided.

    Attributes:
        group: The files.
        score: Of the table that was chosen.
        platforms: Where they may come from, the likeliest first.
        asked: Takes the questions.
        decisions: Takes what follows from answers and evidence.
    """

    group: Group
    score: TableScore
    platforms: tuple[PlatformGuess, ...]
    asked: Asked
    decisions: Decisions

    @property
    def sample(self) -> Sample:
        """The first rows of the first file."""
        return self.group.members[0].sample

    @property
    def table(self) -> str:
        """The table that was chosen."""
        return self.score.table

    @property
    def taken(self) -> set[int]:
        """Places of columns that the header itself explains."""
        return {place for place, _ in self.score.feeds.values()}

    def note_default(self, canonical: str) -> None:
        """Remember that nobody has answered the last question yet."""
        if not self.asked.questions[-1].answer:
            self.decisions.unsure.add(canonical)
