"""Acts on a step of an incident, on the command line."""

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from cockpit.cli.incident_acts import incident_argument
from cockpit.cli.log import act_options, perform
from cockpit.snapshot import acts
from cockpit.text.i18n import _

if TYPE_CHECKING:
    from cockpit.logbooks import Log
    from cockpit.settings.model import Config

ACTS: Final[dict[str, tuple[Callable[..., acts.Command], tuple[str, ...]]]] = {
    "start": (acts.StartStep, ()),
    "claim": (acts.ClaimStep, ()),
    "unclaim": (acts.UnclaimStep, ("reason",)),
    "verify": (acts.VerifyStep, ()),
    "skip": (acts.SkipStep, ("reason", "second")),
    "defer": (acts.DeferStep, ("until", "reason")),
    "resume": (acts.ResumeStep, ()),
    "extend": (acts.ExtendDeadline, ("by", "reason")),
}
"""What can be done with a step, and which options it takes."""
_NEGATIVE: Final = re.compile(r"-[.\d]")
_MARK: Final = "\0"
"""No argument of a process can hold it."""


@click.command()
@incident_argument
@click.argument("step_id", metavar="STEP")
@click.argument("what", type=click.Choice(tuple(ACTS)), default="claim")
@click.option("--reason", default="", help="Why: skip, unclaim, defer, extend.")
@click.option("--second", default="", help="Second person, where two must agree.")
@click.option("--until", default="", help="defer: ISO time, duration, or step:ID.")
@click.option("--by", default="", help="extend: a duration such as 15m.")
@act_options
def step(  # noqa: PLR0913, PLR0917 - one argument an option
    incident_id: str,
    step_id: str,
    what: str,
    reason: str,
    second: str,
    until: str,
    by: str,
    **how: Any,  # noqa: ANN401 - options of every act
) -> None:
    """Do something with STEP: start, claim, unclaim, verify, skip, defer ..."""
    words = {"reason": reason, "second": second, "until": until, "by": by}

    def after(log: "Log", config: "Config", incident: str, _actor: str) -> None:
        if config.source and _unlocks(log, incident, step_id):
            from cockpit.feeding import feed

            feed(log.workspace, log)

    perform(_act(what, incident_id, step_id, words), after=after, **how)


def _unlocks(log: "Log", incident: str, step: str) -> bool:
    """Whether what is computed for another step depends on how this one ended."""
    every = log.logbook.state.incidents[incident].sop.step
    return any(one.auto and step in one.needs for one in every)


def _act(what: str, incident: str, step: str, words: dict[str, str]) -> acts.Command:
    kind, wanted = ACTS[what]
    given = {name: words[name] for name in wanted}
    return kind(incident=incident, step=step, **given)


class Value(click.ParamType):  # type: ignore[type-arg]
    """A word as it was typed; one that was marked as a negative number is one again."""

    name = "text"

    def convert(
        self,
        value: str,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Take the mark off."""
        del param, ctx
        return value.removeprefix(_MARK)


class TakesNegatives(click.Command):
    """A command whose arguments may be negative numbers, which look like options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark what looks like an option and is a number, before options are read."""
        return super().parse_args(ctx, list(self._marked(args)))

    def _marked(self, args: list[str]) -> Iterator[str]:
        valued = {
            word
            for param in self.params
            if isinstance(param, click.Option) and not param.is_flag
            for word in param.opts
        }
        before = ""
        for place, word in enumerate(args):
            if word == "--":
                yield from args[place:]
                return
            is_value = bool(_NEGATIVE.match(word)) and before not in valued
            yield _MARK + word if is_value else word
            before = word


@click.command(cls=TakesNegatives)
@incident_argument
@click.argument("step_id", metavar="STEP")
@click.argument("name")
@click.argument("values", nargs=-1, type=Value())
@click.option("--json", "as_json", default="", help="The value as JSON: lists, tables.")
@act_options
def evidence(
    incident_id: str,
    step_id: str,
    name: str,
    values: tuple[str, ...],
    as_json: str,
    **how: Any,  # noqa: ANN401 - options of every act
) -> None:
    """Enter evidence NAME of STEP; several values make a list."""
    act = acts.AddEvidence(
        incident=incident_id,
        step=step_id,
        evidence=name,
        value=_value(values, as_json),
    )
    perform(act, **how)


def _value(values: tuple[str, ...], as_json: str) -> Any:  # noqa: ANN401 - any JSON
    if as_json:
        try:
            return json.loads(as_json)
        except json.JSONDecodeError as error:
            message = _("not JSON: {reason}").format(reason=error)
            raise click.BadParameter(message, param_hint="--json") from error
    if not values:
        raise click.UsageError(_("a value, or --json"))
    return values[0] if len(values) == 1 else list(values)


COMMANDS: Final = (step, evidence)
