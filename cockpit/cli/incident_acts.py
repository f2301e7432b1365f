"""Acts on an incident as a whole, on the command line."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.log import Pairs, act_options, incident_id, perform, seen_option
from cockpit.cli.silencing import refuse_unmatched
from cockpit.snapshot import acts
from cockpit.text.i18n import _

if TYPE_CHECKING:
    from cockpit.logbooks import Log
    from cockpit.settings.model import Config

F = TypeVar("F", bound=Callable[..., Any])


def incident_argument(command: F) -> F:
    """Add the id of the incident that is acted on, and what its version was."""
    return incident_id(seen_option(command))


def _reason(*, required: bool = True) -> Callable[[F], F]:
    return click.option("--reason", required=required, default=None, help="Why.")


@click.command()
@incident_argument
@act_options
def ack(incident_id: str, **how: Any) -> None:  # noqa: ANN401 - options of every act
    """Acknowledge: take the incident over."""
    perform(acts.Acknowledge(incident=incident_id), **how)


@click.command()
@incident_argument
@click.argument("text")
@click.option("--step", default="", help="Step that the note belongs to.")
@act_options
def note(incident_id: str, text: str, step: str, **how: Any) -> None:  # noqa: ANN401
    """Write a note into the timeline."""
    perform(acts.AddNote(incident=incident_id, text=text, step=step), **how)


@click.command()
@incident_argument
@click.argument("seq", type=int)
@click.argument("text")
@act_options
def correct(incident_id: str, seq: int, text: str, **how: Any) -> None:  # noqa: ANN401
    """Correct the note of event SEQ; both texts stay."""
    perform(acts.CorrectNote(incident=incident_id, seq=seq, text=text), **how)


@click.command()
@incident_argument
@click.argument("role")
@click.argument("person")
@act_options
def assign(incident_id: str, role: str, person: str, **how: Any) -> None:  # noqa: ANN401
    """Give ROLE to PERSON."""
    perform(acts.Assign(incident=incident_id, role=role, person=person), **how)


@click.command("hand-over")
@incident_argument
@click.argument("person")
@click.option("--text", default="", help="What they must know.")
@act_options
def hand_over(incident_id: str, person: str, text: str, **how: Any) -> None:  # noqa: ANN401
    """Give command to PERSON."""
    perform(acts.HandOver(incident=incident_id, person=person, text=text), **how)


@click.command()
@incident_argument
@click.argument("level", type=click.Choice(["red", "yellow", "watch"]))
@_reason()
@act_options
def severity(incident_id: str, level: str, reason: str, **how: Any) -> None:  # noqa: ANN401
    """Raise or lower the severity."""
    act = acts.SetSeverity(incident=incident_id, severity=level, reason=reason)
    perform(act, **how)


@click.command()
@incident_argument
@act_options
def contain(incident_id: str, **how: Any) -> None:  # noqa: ANN401
    """Say that it no longer grows."""
    perform(acts.MarkContained(incident=incident_id), **how)


@click.command()
@incident_argument
@click.option("--override", default="", help="Reason, while alarms still fire.")
@act_options
def resolve(incident_id: str, override: str, **how: Any) -> None:  # noqa: ANN401
    """Say that it is over."""
    perform(acts.Resolve(incident=incident_id, override=override), **how)


@click.command()
@incident_argument
@act_options
def close(incident_id: str, **how: Any) -> None:  # noqa: ANN401
    """End it; the report must be out, without blanks; it is written once more."""
    perform(acts.Close(incident=incident_id), after=write_the_end, **how)


@click.command()
@incident_argument
@_reason()
@act_options
def cancel(incident_id: str, reason: str, **how: Any) -> None:  # noqa: ANN401
    """Call it a false alarm."""
    perform(acts.Cancel(incident=incident_id, reason=reason), **how)


@click.command()
@incident_argument
@_reason()
@act_options
def reopen(incident_id: str, reason: str, **how: Any) -> None:  # noqa: ANN401
    """Open it again."""
    perform(acts.Reopen(incident=incident_id, reason=reason), **how)


@click.command()
@incident_argument
@click.argument("to")
@_reason()
@click.option("--step", default="", help="Step that it is about.")
@act_options
def escalate(incident_id: str, to: str, reason: str, step: str, **how: Any) -> None:  # noqa: ANN401
    """Call somebody."""
    act = acts.Escalate(incident=incident_id, to=to, reason=reason, step=step)
    perform(act, **how)


@click.command("ack-escalation")
@incident_argument
@click.argument("seq", type=int)
@act_options
def ack_escalation(incident_id: str, seq: int, **how: Any) -> None:  # noqa: ANN401
    """Answer the call of event SEQ."""
    perform(acts.AcknowledgeEscalation(incident=incident_id, seq=seq), **how)


@click.command()
@incident_argument
@click.argument("guard")
@_reason()
@click.option("--expected-roi", default="", help="Marginal ROI that is expected.")
@act_options
def answer(
    incident_id: str,
    guard: str,
    reason: str,
    expected_roi: str,
    **how: Any,  # noqa: ANN401 - options of every act
) -> None:
    """Answer a violated GUARD."""
    act = acts.AnswerGuard(
        incident=incident_id, guard=guard, reason=reason, expected_roi=expected_roi
    )
    perform(act, **how)


@click.command()
@click.argument("matchers", type=Pairs(), nargs=-1, required=True)
@click.option("--until", required=True, help="ISO time, or a duration such as 4h.")
@_reason()
@act_options
def silence(
    matchers: tuple[tuple[str, str], ...],
    until: str,
    reason: str,
    **how: Any,  # noqa: ANN401 - options of every act
) -> None:
    """Silence alarms that match: rule=cpc-surge channel=douyin."""
    refuse_unmatched(matchers, how["workspace"], sample=how["sample"])
    perform(acts.SetSilence(matchers=matchers, until=until, reason=reason), **how)


@click.command()
@click.argument("silence_id", metavar="SILENCE")
@act_options
def unsilence(silence_id: str, **how: Any) -> None:  # noqa: ANN401
    """End a silence."""
    perform(acts.LiftSilence(silence=silence_id), **how)


@click.command("ack-alarm")
@click.argument("rule")
@click.argument("labels", type=Pairs(), nargs=-1)
@act_options
def ack_alarm(rule: str, labels: tuple[tuple[str, str], ...], **how: Any) -> None:  # noqa: ANN401
    """Take note of an alarm that has no incident."""
    perform(acts.AcknowledgeAlarm(rule=rule, labels=labels), **how)


@click.command()
@click.argument("rule")
@click.argument("labels", type=Pairs(), nargs=-1)
@_reason(required=False)
@act_options
def rebase(
    rule: str,
    labels: tuple[tuple[str, str], ...],
    reason: str | None,
    **how: Any,  # noqa: ANN401 - options of every act
) -> None:
    """Accept the new level of an alarm as usual from now on."""
    perform(acts.Rebase(rule=rule, labels=labels, reason=reason or ""), **how)


@click.command()
@click.argument("rule")
@click.argument("labels", type=Pairs(), nargs=-1)
@act_options
def retire(rule: str, labels: tuple[tuple[str, str], ...], **how: Any) -> None:  # noqa: ANN401
    """Say that what a rule watched is gone for good."""
    perform(acts.RetireInstance(rule=rule, labels=labels), **how)


def write_the_end(log: "Log", config: "Config", incident: str, actor: str) -> None:
    """Write the report of a closed incident once more, with its end.

    Raises:
        Failure: If that cannot be done; the incident is closed all the same (74).
    """
    from cockpit.feeding import figures_of
    from cockpit.incidents.journal import NotSaved
    from cockpit.postmortem import write_final_report

    has_data = bool(config.source)
    figures = figures_of(log.workspace, log, incident) if has_data else None
    try:
        write_final_report(log, incident, actor=actor, figures=figures)
    except (OSError, NotSaved) as error:
        told = _("{incident} is closed, but its report could not be written: {reason}")
        raise Failure(told.format(incident=incident, reason=error), Exit.IO) from error


COMMANDS: Final = (
    ack, note, correct, assign, hand_over, severity, contain, resolve, close, cancel,
    reopen, escalate, ack_escalation, answer, silence, unsilence, ack_alarm, rebase,
    retire,
)  # fmt: skip
