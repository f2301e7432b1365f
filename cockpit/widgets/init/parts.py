"""The lines that a group of files is told in: questions first, then what is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cockpit.snapshot.recognition import SKIP, ColumnGuess, Question, SourceGuess
from cockpit.text.glyphs import Sign
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.widgets.init import words

Kind = Literal["title", "question", "table", "platform", "constant", "column", "said"]
CALM = Sign(" ", " ", note("as recognised"))
PERSONAL = Sign("⊘", "0", note("personal: not read"))


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One line about a group of files; texts are raw.

    Attributes:
        kind: What Enter changes.
        key: Stable; empty for a title, which nobody can choose.
        name: What it is about.
        value: What it was taken for.
        why: The evidence in short.
        cells: First cells.
        sign: How it stands; None for a title.
        role: Ink of name and value.
        tells: Sentences that say all of it.
        question: If it is one.
        column: If it is one.
    """

    kind: Kind
    key: str
    name: str
    value: str = ""
    why: str = ""
    cells: str = ""
    sign: Sign | None = None
    role: str = "text"
    tells: tuple[str, ...] = ()
    question: Question | None = None
    column: ColumnGuess | None = None


def parts_of(guess: SourceGuess, answers: Mapping[str, str]) -> list[Part]:
    """Return the lines of a group.

    Args:
        guess: What it was taken for.
        answers: By id of the question, of all groups.
    """
    found = [*_questions(guess), *_whole(guess, answers), *_columns(guess)]
    return [*found, *_said(guess, answers)]


def _title(text: str) -> Part:
    return Part("title", "", text)


def _questions(guess: SourceGuess) -> Iterator[Part]:
    if not guess.questions:
        return
    yield _title(_("Questions"))
    for question in guess.questions:
        state = "sure" if question.answer else "asks"
        reasons = {choice.value: choice.reason for choice in question.choices}
        taken = reasons.get(question.answer or question.default, "")
        yield Part(
            "question",
            f"question {question.id}",
            question.key or words.ABOUT[question.about].text(),
            words.answer_of(question) or _("nothing proposed"),
            words.standing(question),
            taken,
            words.SIGNS[state],
            words.ROLES[state],
            (question.text, taken),
            question=question,
        )


def _whole(guess: SourceGuess, answers: Mapping[str, str]) -> Iterator[Part]:
    yield _title(_("All rows"))
    yield _table(guess, answers)
    if guess.platform_name:
        rivals = ", ".join(rival.name for rival in guess.platform_rivals)
        also = _("it could also be: {names}").format(names=rivals) if rivals else ""
        yield Part(
            "platform",
            "platform",
            _("platform"),
            guess.platform_name,
            _("recognised"),
            "; ".join(guess.platform_reasons),
            CALM,
            tells=(*guess.platform_reasons, also),
        )
    for canonical, value in guess.constants.items():
        reason = guess.constant_reasons.get(canonical, "")
        yield Part(
            "constant",
            f"constant {canonical}",
            canonical,
            value,
            _("for all rows"),
            reason,
            CALM,
            tells=(
                _("{column} is {value} in every row").format(
                    column=canonical, value=value
                ),
                reason,
            ),
        )


def _table(guess: SourceGuess, answers: Mapping[str, str]) -> Part:
    rivals = ", ".join(f"{each.name} {each.score:.1f}" for each in guess.rivals)
    score = _("score {score}").format(score=f"{guess.score:.1f}") if guess.table else ""
    also = _("it could also be: {names}").format(names=rivals) if rivals else ""
    is_ignored = answers.get(f"{guess.path}#table") == SKIP
    value = guess.table or (_("left out") if is_ignored else _("none"))
    reasons = tuple(f"{each.name}: {each.reason}" for each in guess.rivals)
    return Part(
        "table",
        "table",
        _("table"),
        value,
        score,
        also,
        CALM,
        tells=("" if is_ignored else guess.message, also, *reasons),
    )


def _columns(guess: SourceGuess) -> Iterator[Part]:
    if not guess.columns:
        return
    yield _title(_("Columns"))
    yield from (_column(column) for column in guess.columns)


def _column(column: ColumnGuess) -> Part:
    measure = words.measure(column)
    cells = words.MASKED if column.personal else "  ".join(column.examples)
    rivals = ", ".join(rival.name for rival in column.rivals)
    fed_too = _("could feed it too: {names}").format(names=rivals) if rivals else ""
    shown = _("its cells: {examples}").format(examples=cells) if cells else ""
    return Part(
        "column",
        f"column {column.place} {column.canonical}",
        column.column,
        column.canonical or "-",
        measure or words.because(column),
        cells,
        _sign(column),
        "text" if column.canonical else "dim",
        (words.because(column), measure, column.reason, fed_too, shown),
        column=column,
    )


def _sign(column: ColumnGuess) -> Sign:
    """Mark what differs from what one would expect, and nothing else."""
    if column.personal:
        return PERSONAL
    marks = {"nearest": words.SIGNS["asks"], "answer": words.SIGNS["sure"]}
    return marks.get(column.by, CALM) if column.canonical else CALM


def _said(guess: SourceGuess, answers: Mapping[str, str]) -> Iterator[Part]:
    """Tell what was said without having been asked: it can be taken back."""
    asked = {question.id for question in guess.questions}
    prefix = f"{guess.path}#"
    own = [key for key in answers if key.startswith(prefix) and key not in asked]
    if not own:
        return
    yield _title(_("Said by you"))
    for key in own:
        yield Part(
            "said",
            f"said {key}",
            key.removeprefix(prefix).replace(".", " "),
            answers[key],
            _("answered"),
            _("Enter takes it back"),
            words.SIGNS["sure"],
            tells=(_("Enter takes it back"),),
        )
