"""``cockpit init``: recognises the files of a folder and writes its cockpit.toml."""

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.init_guided import can_be_drawn, guide_and_open
from cockpit.cli.init_text import (
    for_people,
    questions_text,
    screens_text,
    told_question,
)
from cockpit.cli.options import chosen_workspace, has_terminal
from cockpit.snapshot.contract import as_json
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.text.safe import safe

if TYPE_CHECKING:
    from cockpit.beginning import Beginning
    from cockpit.snapshot.recognising import Progress
    from cockpit.snapshot.recognition import Question, RecognitionSnapshot

_ANSWER = re.compile(r"(.+#[\w.]+)=(.*)", re.DOTALL)


class Answer(click.ParamType):  # type: ignore[type-arg]
    """An answer, ``ID=VALUE``, as (id, value); ids end in ``#table`` and such."""

    name = "id=value"

    def convert(
        self,
        value: str | tuple[str, str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Split behind the id of the question."""
        if isinstance(value, tuple):
            return value
        found = _ANSWER.fullmatch(value)
        if found is None:
            message = _("{value} is not an answer such as orders.csv#table=orders")
            self.fail(message.format(value=repr(value)), param, ctx)
        return found[1], found[2]


@click.command()
@click.argument(
    "folder",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default=".",
)
@click.option(
    "--yes",
    "takes_defaults",
    is_flag=True,
    help="Ask nothing: take the best proposals, marked in the file.",
)
@click.option(
    "--force",
    "may_change",
    is_flag=True,
    help="Add to a cockpit.toml that is there; a copy of it is kept.",
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Write nothing.")
@click.option(
    "--answer",
    "answers",
    type=Answer(),
    multiple=True,
    help="Answer a question: ID=VALUE; may be repeated.",
)
@click.option(
    "--accept",
    type=click.Path(path_type=str),
    help="Accept the new header of this file, which is held because of it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
def init(  # noqa: PLR0913, PLR0917 - one argument an option
    folder: Path,
    takes_defaults: bool,  # noqa: FBT001 - click passes by name
    may_change: bool,  # noqa: FBT001
    is_dry: bool,  # noqa: FBT001
    answers: tuple[tuple[str, str], ...],
    accept: str | None,
    form: str,
) -> None:
    """Recognise the files of FOLDER and write its cockpit.toml.

    Each guess is shown with its evidence and its rivals. What is unsure is asked, on a
    screen of its own; where nobody can be asked nothing is written without --yes.
    """
    folder = chosen_workspace(folder, sample=False)
    given = dict(answers)
    if accept is not None:
        wish = _Wish(form, may_write=not is_dry, takes_defaults=takes_defaults)
        _accept(folder, accept, given, wish)
        return
    may_ask = form == "table" and not takes_defaults and not is_dry and has_terminal()
    if may_ask and can_be_drawn():
        click.get_current_context().exit(guide_and_open(folder, given))
    from cockpit.beginning import Beginning

    beginning = Beginning(folder)
    proposed = beginning.recognise(given, _progress())
    if proposed.exists and not proposed.rows and proposed.problem:
        raise Failure(proposed.problem, Exit.DATA)
    if may_ask:
        proposed = _asked(beginning, proposed, given)
    is_ready = proposed.settled or takes_defaults
    if is_ready and not is_dry:
        proposed = _saved(folder, proposed, may_change=may_change, may_ask=may_ask)
    _print(proposed, form)
    _say_how_to_go_on(proposed, is_ready=is_ready, is_dry=is_dry)


def _asked(
    beginning: "Beginning", proposed: "RecognitionSnapshot", answers: dict[str, str]
) -> "RecognitionSnapshot":
    """Ask what is unsure, one by one; an answer may lead to another question."""
    while pending := _pending(proposed, answers):
        click.echo(for_people(proposed), nl=False)
        for question in pending:
            answers[question.id] = _answer_to(question)
        proposed = beginning.recognise(answers)
    return proposed


def _pending(
    proposed: "RecognitionSnapshot", answers: Mapping[str, str]
) -> "list[Question]":
    questions = [each for row in proposed.rows for each in row.questions]
    return [each for each in questions if not each.answer and each.id not in answers]


def _answer_to(question: "Question") -> str:
    click.echo(told_question(question), err=True)
    values = [choice.value for choice in question.choices]
    usual = str(values.index(question.default) + 1) if question.default else None
    number = click.prompt(
        _("Which one? (its number)"),
        type=click.IntRange(1, len(values)),
        default=usual,
        err=True,
    )
    return values[int(number) - 1]


def _saved(
    folder: Path, proposed: "RecognitionSnapshot", *, may_change: bool, may_ask: bool
) -> "RecognitionSnapshot":
    """Write it; into a file that is there only if that was said, or is said now."""
    from cockpit.beginning import save

    is_new = any(row.toml for row in proposed.rows)
    if proposed.exists and is_new and not may_change:
        if not may_ask:
            return proposed
        question = _("Add this to cockpit.toml? A copy of it is kept.")
        if not click.confirm(question, default=False, err=True):
            return proposed
    return save(folder, proposed)


class _Wish(NamedTuple):
    """How a header is accepted."""

    form: str
    may_write: bool
    takes_defaults: bool


def _accept(folder: Path, path: str, answers: dict[str, str], wish: _Wish) -> None:
    from cockpit.accepting import accept

    found = accept(folder, path, answers)
    may_ask = wish.form == "table" and not wish.takes_defaults and has_terminal()
    while may_ask and (pending := _pending(found, answers)):
        for question in pending:
            answers[question.id] = _answer_to(question)
        found = accept(folder, path, answers)
    if found.problem:
        raise Failure(found.problem, Exit.DATA)
    is_ready = found.settled or wish.takes_defaults
    if is_ready and wish.may_write:
        from cockpit.beginning import save

        found = save(folder, found)
    _print(found, wish.form)
    _say_how_to_go_on(found, is_ready=is_ready, is_dry=not wish.may_write)


def _print(proposed: "RecognitionSnapshot", form: str) -> None:
    if form == "json":
        click.echo(as_json(proposed))
        return
    click.echo(for_people(proposed), nl=False)
    click.echo(screens_text(proposed), nl=False)


def _say_how_to_go_on(
    proposed: "RecognitionSnapshot", *, is_ready: bool, is_dry: bool
) -> None:
    """Say what is open, and what was written or why nothing was.

    Raises:
        Failure: If it was to be written and cannot be (65).
    """
    is_failed = bool(proposed.problem) and is_ready and not is_dry
    told = "" if is_failed else proposed.problem
    lines = [*filter(None, (told,)), *proposed.warnings]
    if not proposed.settled:
        lines += [questions_text(proposed)]
    if proposed.written:
        lines.append(_("written: {path}").format(path=proposed.written))
        if proposed.backup:
            lines.append(_("as it was before: {path}").format(path=proposed.backup))
        lines.append(
            _("open it with: cockpit open {folder}").format(folder=proposed.folder)
        )
    elif not is_dry and not proposed.problem:
        lines.append(_why_unwritten(proposed, is_ready=is_ready))
    for line in lines:
        click.echo("\n".join(map(safe, line.splitlines())), err=True)
    if is_failed:
        raise Failure(proposed.problem, Exit.DATA)


def _why_unwritten(proposed: "RecognitionSnapshot", *, is_ready: bool) -> str:
    if not is_ready:
        return _(
            "nothing was written: answer with --answer ID=VALUE, or take what is"
            " proposed with --yes"
        )
    if any(row.toml for row in proposed.rows):
        return _(
            "nothing was written: --force adds it to the cockpit.toml that is there"
        )
    return _("nothing to add: cockpit.toml names every file that can be read")


def _progress() -> "_Bar | None":
    return _Bar() if sys.stderr.isatty() else None


class _Bar:
    """One line on stderr that is drawn over."""

    def __call__(self, at: "Progress") -> None:
        is_end = at.stage == "read" and at.done == at.total
        room = shutil.get_terminal_size().columns - 1
        text = cells.cut(f"{at.done}/{at.total} {safe(at.path)}", room)
        click.echo(f"\r\033[K{text}" + "\n" * is_end, err=True, nl=False)
