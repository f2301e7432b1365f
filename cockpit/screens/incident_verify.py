"""Has it worked, and may it end? What was saved, what is missing, what can be done."""

import re
from collections.abc import Callable
from typing import Final

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from cockpit.screens.dialogs import Dialog
from cockpit.snapshot import steps
from cockpit.snapshot.incidents import IncidentView
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.incident.saved_line import interval
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence, Spoken

RENEWED_SECONDS: Final = 0.5
ENDINGS: Final[dict[str, tuple[str, Note]]] = {
    "contain": ("C", note("Mark contained: it no longer grows")),
    "resolve": ("S", note("Resolve: it is over")),
    "close": ("K", note("Close: nothing is left to do")),
    "report": ("R", note("Write the report")),
    "answer_guard": ("G", note("Answer a guard")),
    "extend": ("D", note("Extend the deadline of the step")),
    "hand_over": ("h", note("Hand over")),
    "cancel": ("F", note("False alarm")),
    "reopen": ("U", note("Open again")),
}
"""What can be done with an incident as a whole: key and words, in this order."""
_JUDGED: Final = ("contain", "resolve", "close", "hand_over", "cancel", "reopen")


class VerifyDialog(Dialog[str]):
    """Shows how it stands, also when that changes; the answer is an ending.

    Args:
        look: Returns the incident as it stands by now.
        currency: Of the money that was saved.
        passed: Seconds since the snapshot was taken.
        halted: ISO time at which the clock of the data is pinned; empty if it goes on.
    """

    choices = getters.query_one(Choices)

    def __init__(
        self,
        look: Callable[[], IncidentView],
        *,
        currency: str,
        passed: float,
        halted: str = "",
    ) -> None:
        super().__init__()
        self._look = look
        self._view = look()
        self._halted = halted
        self._currency = currency
        self._passed = passed

    def compose(self) -> ComposeResult:
        """Lay out the sentences, then what can be done."""
        with Vertical(classes="dialog"):
            with VerticalScroll(id="lines"):
                yield Sentence(self._standing(), id="standing")
            yield Choices(self._offers(), chosen=_likely(self._view))
            yield Sentence(_("Enter does it, Esc leaves"), role="dim")

    def on_mount(self) -> None:
        """Give the keys to the choices; figures may come after the question."""
        self.choices.focus()
        self.set_interval(RENEWED_SECONDS, self._renew)

    def _renew(self) -> None:
        """Show how it stands by now."""
        view = self._look()
        if view is not self._view:
            self._view = view
            self.query_one("#standing", Sentence).say(self._standing())
            self.choices.offer(self._offers())

    def _standing(self) -> list[Spoken]:
        return standing(self._view, self._currency, self._passed, self._halted)

    def _offers(self) -> list[Choice]:
        return [
            Choice(act, f"{key}  {ending(said)}", why(self._view, act))
            for act, (key, said) in ENDINGS.items()
        ]

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    @on(Rows.Chosen)
    def _take(self, message: Rows.Chosen) -> None:
        message.stop()
        self.dismiss(message.key)


class ReportDialog(Dialog[bool]):
    """Shows what the report will say and what is blank in it; Enter writes it."""

    BINDINGS = [("enter", "write", "")]

    def __init__(self, view: IncidentView, *, currency: str, passed: float) -> None:
        super().__init__()
        self._view = view
        self._currency = currency
        self._passed = passed

    def compose(self) -> ComposeResult:
        """Lay out the draft."""
        with Vertical(classes="dialog"):
            with VerticalScroll(id="lines"):
                yield Sentence(draft(self._view, self._currency, self._passed))
            yield Sentence(
                _("Enter writes Markdown and JSON, Esc leaves"), role="dim", id="hint"
            )

    def on_mount(self) -> None:
        """Give the keys to the text."""
        self.query_one("#lines").focus()

    def action_write(self) -> None:
        """Have it written."""
        self.dismiss(True)  # noqa: FBT003 - Textual's own signature


def why(view: IncidentView, act: str) -> str:
    """Return what an act still lacks; empty if it can be done."""
    if act not in _JUDGED or act in view.may:
        return ""
    return safe(view.why_not.get(act, "")) or _("not now")


def ending(said: Note) -> str:
    """Return what an ending is called, without what it means: the reason needs room."""
    return re.split(r"[:：]", said.text(), maxsplit=1)[0]


def standing(
    view: IncidentView, currency: str, passed: float, halted: str = ""
) -> list[Spoken]:
    """Say what was saved, which deadlines were met, how the guards stand."""
    title = _("Has it worked?")
    state = steps.INCIDENTS[view.state].text()
    lines: list[Spoken] = [(f"{title}  {safe(view.title)}  {state}", "text bold")]
    lines += [_saved(view, currency), *_halted(view, halted)]
    lines += [*_timers(view, passed), *_guards(view), *_sensed(view)]
    blanks = ", ".join(safe(steps.blank(view, part)) for part in view.blanks)
    text = _("report: blank are {blanks}") if blanks else _("report: nothing is blank")
    return [*lines, (text.format(blanks=blanks), "dim")]


def draft(view: IncidentView, currency: str, passed: float) -> list[Spoken]:
    """Return the report in short: how it stands, each step, each blank."""
    opened = safe(steps.at(view.opened, today="-"))
    lines: list[Spoken] = [
        (f"{_('Report')}  {safe(view.incident)}  {safe(view.title)}", "text bold"),
        (_("opened {time}, open for {age}").format(
            time=opened, age=formats.age(view.age_seconds + passed)
        ), "dim"),
        _saved(view, currency),
        *_timers(view, passed),
        ("", "dim"),
    ]  # fmt: skip
    for step in view.steps:
        sign = steps.sign(step, passed)
        late = _("deadline missed") if step.is_overdue else ""
        parts = (sign.word.text(), safe(step.by), safe(step.why), late)
        text = "  ".join(part for part in parts if part)
        role = "red" if step.is_overdue else "dim"
        lines.append((f"{step.number:>2} {safe(step.title)}  {text}", role))
    lines.append(("", "dim"))
    if view.blanks:
        lines.append((_("Blank, and needed to close"), "text bold"))
        lines += [
            (f"- {safe(steps.blank(view, part))}", "yellow") for part in view.blanks
        ]
    else:
        lines.append((_("nothing is blank"), "dim"))
    if view.report:
        written = _("written last to {path}").format(path=safe(view.report))
        lines.append((written, "dim"))
    return lines


def _saved(view: IncidentView, currency: str) -> Spoken:
    figures = view.figures
    if figures is None or figures.saved is None:
        reason = safe(figures.against) if figures else ""
        text = _("saved: not known yet")
        return f"{text}  {reason}".rstrip(), "dim"
    text = _("saved {money}, interval {ends}, {against}").format(
        money=formats.money(figures.saved, currency),
        ends=interval(figures) or formats.MISSING,
        against=safe(figures.against),
    )
    return text, "text bold"


def _halted(view: IncidentView, halted: str) -> list[Spoken]:
    """Say why data cannot tell anything of what was done, where their clock stands."""
    if not halted or (view.figures is not None and view.figures.saved is not None):
        return []
    text = _(
        "the clock of these data stands at {time}: they never tell what came of it;"
        " `cockpit demo --live` and `cockpit drill` go on"
    )
    return [(text.format(time=safe(steps.at(halted, today="-"))), "yellow")]


def _timers(view: IncidentView, passed: float) -> list[Spoken]:
    timed = [step for step in view.steps if step.due]
    missed = [step for step in timed if step.is_overdue or steps.is_over(step, passed)]
    ended = [step for step in timed if step.state in ("claimed", "verified")]
    text = _("deadlines: {met} of {total} met, {missed} missed").format(
        met=sum(step not in missed for step in ended),
        total=len(timed),
        missed=len(missed),
    )
    which = ", ".join(f"{step.number} {safe(step.title)}" for step in missed)
    lines: list[Spoken] = [(text, "text")]
    if which:
        lines.append((_("missed: {steps}").format(steps=which), "red"))
    return lines


def _guards(view: IncidentView) -> list[Spoken]:
    lines: list[Spoken] = []
    for guard in view.guards:
        if guard.violations and not guard.is_answered:
            seen = "; ".join(safe(text) for text in guard.violations)
            said = _("guard BROKEN: {text}: {seen}")
            lines.append((said.format(text=safe(guard.text), seen=seen), "red"))
        elif guard.is_answered:
            said = _("guard kept or answered: {text}")
            lines.append((said.format(text=safe(guard.text)), "dim"))
        else:
            said = _("guard waits for an answer: {text}")
            lines.append((said.format(text=safe(guard.text)), "yellow"))
    return lines


def _sensed(view: IncidentView) -> list[Spoken]:
    return [
        (
            _("data on step {number}: {text}").format(
                number=step.number, text=safe(step.sensed.text)
            ),
            "text" if step.sensed.verdict == "true" else "dim",
        )
        for step in view.steps
        if step.is_sensed and step.sensed.text
    ]


def _likely(view: IncidentView) -> str:
    """Return the next thing that can be done on the way to the end."""
    order = ("contain", "resolve", "close")
    return next((act for act in order if act in view.may), "contain")
