"""What ``cockpit init`` says of the files it has recognised."""

from collections.abc import Iterator

from cockpit.snapshot.recognition import Question, RecognitionSnapshot, SourceGuess
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Cell, Table, render_plain

_FILES = (
    "path", "files", "table", "score", "rivals", "platform", "grain", "rows",
    "rejected", "first", "last", "encoding", "state",
)  # fmt: skip
_COLUMNS = ("path", "column", "canonical", "by", "rivals", "reason")
_SCREENS = ("screen", "state", "has", "lacks")


def for_people(proposed: RecognitionSnapshot) -> str:
    """Return the files and their columns as aligned text, then the constants."""
    files = Table(_FILES, tuple(_file(row) for row in proposed.rows))
    columns = Table(_COLUMNS, tuple(_columns(proposed)))
    text = render_plain(files, widest=60)
    if columns.rows:
        text += "\n" + render_plain(columns, widest=60)
    return text


def screens_text(proposed: RecognitionSnapshot) -> str:
    """Return which screens can show something, and which table would add to them."""
    rows = tuple(
        (each.name, each.state, ", ".join(each.has), ", ".join(each.lacks))
        for each in proposed.screens
    )
    return "\n" + render_plain(Table(_SCREENS, rows), widest=80) if rows else ""


def questions_text(proposed: RecognitionSnapshot) -> str:
    """Return the questions that nobody has answered, with their ids and answers."""
    pending = [q for row in proposed.rows for q in row.questions if not q.answer]
    return "\n".join(_question(question) for question in pending)


def told_question(question: Question) -> str:
    """Return a question with numbered choices."""
    lines = [safe(question.text)]
    for number, choice in enumerate(question.choices, 1):
        reason = f" ({choice.reason})" if choice.reason else ""
        lines.append(f"  {number}  {safe(choice.label)}{safe(reason)}")
    return "\n".join(lines)


def _question(question: Question) -> str:
    lines = [question.text]
    for choice in question.choices:
        mark = " *" if choice.value == question.default else ""
        reason = f"  {choice.reason}" if choice.reason else ""
        lines.append(f"  --answer '{question.id}={choice.value}'{mark}{reason}")
    return "\n".join(lines)


def _file(row: SourceGuess) -> tuple[Cell, ...]:
    rivals = ", ".join(f"{rival.name} {rival.score:.1f}" for rival in row.rivals)
    return (
        row.path,
        len(row.files),
        row.table,
        round(row.score, 1),
        rivals,
        row.platform_name,
        " × ".join(row.grain),
        row.rows,
        row.rejected,
        row.first,
        row.last,
        row.encoding,
        row.message or (row.state if row.sure else _("unsure")),
    )


def _columns(proposed: RecognitionSnapshot) -> Iterator[tuple[Cell, ...]]:
    for row in proposed.rows:
        for each in row.columns:
            rivals = ", ".join(rival.name for rival in each.rivals)
            reason = ", ".join(filter(None, (each.reason, each.unit, each.currency)))
            yield row.path, each.column, each.canonical, each.by, rivals, reason
        for canonical, value in row.constants.items():
            reason = row.constant_reasons.get(canonical, "")
            yield row.path, f"= {value}", canonical, "constant", "", reason
