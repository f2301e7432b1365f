"""What the evidence does not settle: questions, and the answers that came back."""

from collections.abc import Mapping, Sequence

from cockpit.snapshot.recognition import FREE, About, Choice, Question
from cockpit.text.notes import Note


class Asked:
    """The questions about one group of files.

    Args:
        subject: Of the questions' ids; the same for the same files.
        answers: By id of the question.
    """

    def __init__(self, subject: str, answers: Mapping[str, str]) -> None:
        self._subject = subject
        self._answers = answers
        self._questions: list[Question] = []

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that was asked, answered or not."""
        return tuple(self._questions)

    @property
    def is_sure(self) -> bool:
        """Whether every question has an answer."""
        return all(question.answer for question in self._questions)

    def ask(
        self,
        about: About,
        text: Note,
        choices: Sequence[Choice],
        *,
        default: str = "",
        key: str = "",
    ) -> str:
        """Ask, and go on with the answer; without one, with the default.

        Returns:
            The value of a choice; empty if there is neither an answer nor a default.
        """
        found = f"{self._subject}#{about}" + (f".{key}" if key else "")
        answer = self._answers.get(found, "").strip()
        is_known = answer in {choice.value for choice in choices}
        if not is_known and about not in FREE:
            answer = ""
        question = Question(
            found, about, text.text(), tuple(choices), default, key, answer
        )
        self._questions.append(question)
        return answer or default
