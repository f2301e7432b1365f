"""Options that several commands share, and what completion offers for them."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from cockpit import paths
from cockpit.cli.failures import Exit, Failure
from cockpit.settings.load import Loaded, load
from cockpit.text import i18n
from cockpit.text.i18n import _
from cockpit.text.spelling import nearest

F = TypeVar("F", bound=Callable[..., Any])

FORMATS: Final = ("table", "json", "csv", "md")


def meant(name: str) -> str:
    """Ask whether a name was meant."""
    return _("did you mean {name}?").format(name=name)


def has_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Day(click.ParamType):  # type: ignore[type-arg]
    """A business day, ``2026-10-31``, as ISO text."""

    name = "date"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the day as it was written, if it is one."""
        try:
            day = date.fromisoformat(value)
        except ValueError:
            message = _("{value} is not a day such as 2026-10-31")
            self.fail(message.format(value=repr(value)), param, ctx)
        return day.isoformat()


class Word(click.Choice):  # type: ignore[type-arg]
    """One of some words; of a slip it says what was probably meant."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401
        """Return the word, if it is one of them."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            closest = nearest(str(value), map(str, self.choices))
            if not closest:
                raise
            unknown = _("{value} is not known here").format(value=repr(value))
            self.fail(f"{unknown}; {meant(closest)}", param, ctx)


class Pair(click.ParamType):  # type: ignore[type-arg]
    """A condition, ``channel=douyin``, as (dimension, entity)."""

    name = "key=value"

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys

    def convert(
        self,
        value: str | tuple[str, str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Split at the first ``=``; the key must be a known one."""
        if isinstance(value, tuple):
            return value
        key, equals, entity = value.partition("=")
        if not equals or not entity or key not in self.keys:
            message = _("{value} is not one of {keys}=...")
            keys = "|".join(self.keys)
            told = message.format(value=repr(value), keys=keys)
            if equals and entity and (closest := nearest(key, self.keys)):
                told += "; " + meant(f"{closest}={entity}")
            self.fail(told, param, ctx)
        return key, entity

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the keys."""
        del ctx, param
        return [
            CompletionItem(f"{key}=")
            for key in self.keys
            if f"{key}=".startswith(incomplete)
        ]


def workspace_options(command: F) -> F:
    """Add ``-w/--workspace`` and ``--sample``; the command gets one ``workspace``."""
    folder = click.Path(file_okay=False, readable=False, path_type=Path)
    command = click.option(
        "--sample",
        is_flag=True,
        help="The sample workspace that comes with the program.",
    )(command)
    return click.option(
        "-w",
        "--workspace",
        type=folder,
        help="Folder with a cockpit.toml; the current one if left out.",
    )(command)


as_of_option = click.option(
    "--as-of",
    type=Day(),
    help="Show that business day; nothing later is known.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How to print it.",
)
limit_option = click.option(
    "--limit",
    type=click.IntRange(min=0),
    help="Print the first rows only, and say so.",
)


def chosen_workspace(workspace: Path | None, *, sample: bool) -> Path:
    """Return the folder that the options name.

    Raises:
        click.UsageError: If they contradict each other.
        Failure: If there is no such folder (74).
    """
    if sample and workspace is not None:
        raise click.UsageError(_("choose --workspace or --sample, not both"))
    folder = paths.sample_folder() if sample else workspace or Path()
    if not folder.is_dir():
        message = _("{folder} is not a folder").format(folder=folder)
        raise Failure(message, Exit.IO)
    return folder


def loaded_workspace(folder: Path) -> Loaded:
    """Read the configuration, tell its problems on stderr, speak its language.

    Raises:
        Failure: If numbers would be wrong with it (65), or it cannot be read (74).
    """
    loaded = load(folder)
    speak_of(loaded)
    if not loaded.usable:
        raise refusal(loaded)
    return loaded


def refusal(loaded: Loaded) -> Failure:
    """Return what to raise for a configuration with problems, all of them told."""
    is_unread = any(problem.code == "unreadable" for problem in loaded.problems)
    sentences = "\n".join(problem.text() for problem in loaded.problems)
    return Failure(sentences, Exit.IO if is_unread else Exit.DATA)


def speak_of(loaded: Loaded) -> None:
    """Use the language of the workspace, unless ``--language`` was given."""
    context = click.get_current_context(silent=True)
    asked = context.find_root().params.get("language") if context else None
    language = loaded.config.display.language
    if not asked and language != "auto":
        i18n.speak(language)
