"""``cockpit drill``: the sample's crisis as it happens, stepped on the real screen."""

import sys
from typing import TYPE_CHECKING, Final

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.open import ascii_option, theme_option
from cockpit.text.i18n import _

if TYPE_CHECKING:
    from cockpit.drill.score import Score


MOST_SPEED: Final = 400.0
"""Above it an hour of data is gone before its numbers are computed."""


@click.command()
@click.argument("sop", default="")
@click.option(
    "--speed",
    type=click.FloatRange(min=1.0, max=MOST_SPEED),
    default=20.0,
    show_default=True,
    help="So many times faster than life runs the clock.",
)
@click.option("--list", "is_listing", is_flag=True, help="Which drills there are.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print the score.",
)
@ascii_option
@theme_option
@click.pass_context
def drill(  # noqa: PLR0913, PLR0917 - one argument an option
    ctx: click.Context,
    sop: str,
    speed: float,
    is_listing: bool,  # noqa: FBT001 - click passes by name
    form: str,
    is_ascii: bool,  # noqa: FBT001
    theme: str | None,
) -> None:
    """Play a crisis of the sample with the procedure SOP; the score is printed after.

    A private copy of the sample lives through the morning of its price spike. What
    you report as paused stops spending, what you do not pause goes on burning.
    """
    if is_listing:
        _list()
        return
    _refuse(sop)
    from cockpit.drill.play import play
    from cockpit.opening import Wish

    language = ctx.find_root().params.get("language")
    wish = Wish(is_ascii=is_ascii, theme=theme, language=language)
    click.echo(_("preparing the drill ..."), err=True)
    try:
        code, score = play(sop, speed=speed, wish=wish)
    except ValueError as error:
        said = _("the sample is another one: {file}").format(file=error)
        raise Failure(said, Exit.DATA) from error
    _print(score, form)
    ctx.exit(code)


def _list() -> None:
    """Say which procedures can be drilled, and why the others cannot."""
    from cockpit.drill.plan import NOT_PLAYABLE, PLAYABLE

    for name in PLAYABLE:
        click.echo(name)
    for name, reason in NOT_PLAYABLE.items():
        click.echo(f"{name}: " + _("no: {reason}").format(reason=reason.text()))


def _refuse(sop: str) -> None:
    """Refuse what cannot be played.

    Raises:
        Failure: 64, with what can be.
    """
    from cockpit.drill.plan import NOT_PLAYABLE, PLAYABLE
    from cockpit.text.spelling import nearest

    playable = ", ".join(PLAYABLE)
    if not sop:
        said = _("say which procedure: cockpit drill {name}").format(name=playable)
        raise Failure(said, Exit.USAGE)
    if sop in NOT_PLAYABLE:
        said = _("{name} cannot be drilled: {reason}; {playable} can")
        reason = NOT_PLAYABLE[sop].text()
        raise Failure(
            said.format(name=sop, reason=reason, playable=playable), Exit.USAGE
        )
    if sop not in PLAYABLE:
        message = _("no such drill: {value}").format(value=sop)
        if closest := nearest(sop, PLAYABLE):
            message += "; " + _("did you mean {name}?").format(name=closest)
        raise Failure(message, Exit.USAGE)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure(_("a drill needs a terminal: it is stepped by hand"), Exit.USAGE)


def _print(score: "Score", form: str) -> None:
    if form == "json":
        import msgspec

        document = msgspec.to_builtins(score)
        if score.money is not None:
            document["money"]["avoidable"] = score.money.avoidable
        encoded = msgspec.json.encode(document)
        click.echo(msgspec.json.format(encoded, indent=2))
        return
    from shutil import get_terminal_size

    from cockpit.drill.sheet import as_text

    click.echo(as_text(score, columns=get_terminal_size().columns), nl=False)
