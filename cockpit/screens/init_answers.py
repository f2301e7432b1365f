"""What was answered while a folder is set up; each answer can be taken back."""

from collections.abc import Mapping
from typing import Final

from cockpit.snapshot.recognition import SKIP, RecognitionSnapshot

TABLE: Final = "table"


class Answers:
    """Answers by the id of their question, and those before each change.

    Args:
        given: That were said before the screen was opened.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._now = dict(given)
        self._before: list[dict[str, str]] = []

    @property
    def now(self) -> dict[str, str]:
        """Return a copy of all answers."""
        return dict(self._now)

    @property
    def is_touched(self) -> bool:
        """Return whether something was answered here."""
        return bool(self._before)

    def change(self, wanted: Mapping[str, str], without: tuple[str, ...] = ()) -> None:
        """Answer some questions, take the answers of others back, as one step.

        Args:
            wanted: By id of the question.
            without: Ids of answers to be taken back.
        """
        kept = {key: value for key, value in self._now.items() if key not in without}
        after = {**kept, **wanted}
        if after != self._now:
            self._before.append(self._now)
            self._now = after

    def undo(self) -> bool:
        """Take the last step back; False if there is none."""
        if not self._before:
            return False
        self._now = self._before.pop()
        return True

    def is_ignored(self, path: str) -> bool:
        """Return whether a group of files is left out because somebody said so."""
        return self._now.get(f"{path}#{TABLE}") == SKIP

    def ignore(self, path: str) -> None:
        """Leave a group of files out, or take it in again."""
        about = f"{path}#{TABLE}"
        if self.is_ignored(path):
            self.change({}, (about,))
        else:
            self.change({about: SKIP})

    def proposed(self, snapshot: RecognitionSnapshot) -> dict[str, str]:
        """Return what is proposed for every open question of groups that are read."""
        return {
            question.id: question.default
            for guess in snapshot.rows
            for question in guess.questions
            if not question.answer
            and question.default
            and not self.is_ignored(guess.path)
            and self._now.get(question.id) != question.default
        }
