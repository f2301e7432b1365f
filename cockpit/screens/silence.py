"""Asks what is to open no incident for a while, how long, and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from cockpit.screens.dialogs import Dialog
from cockpit.snapshot.acts import SetSilence
from cockpit.snapshot.alarms import AlarmRow
from cockpit.snapshot.tabulate import name
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence

Matchers = tuple[tuple[str, str], ...]

SPANS: Final[tuple[tuple[str, timedelta, Note], ...]] = (
    ("1h", timedelta(hours=1), note("1 hour")),
    ("4h", timedelta(hours=4), note("4 hours")),
    ("1d", timedelta(days=1), note("1 day")),
)
UNTIL: Final = "until"
_FORM: Final = "%Y-%m-%d %H:%M"


class SilenceDialog(Dialog[SetSilence]):
    """Answers with a :class:`~cockpit.snapshot.acts.SetSilence`.

    Args:
        row: The alarm that was selected.
        now: The time, in the zone of the workspace.
    """

    scopes = getters.query_one("#scopes", Choices)
    spans = getters.query_one("#spans", Choices)
    until = getters.query_one("#until", Input)
    reason = getters.query_one("#reason", Input)
    hint = getters.query_one("#hint", Sentence)

    def __init__(self, row: AlarmRow, *, now: datetime) -> None:
        super().__init__()
        self._row = row
        self._now = now
        self._scopes = scopes(row)

    def compose(self) -> ComposeResult:
        """Lay out what, how long, until when, why; the expiry is always in view."""
        offered = [Choice(str(at), text) for at, (text, _m) in enumerate(self._scopes)]
        spans = [Choice(known, label.text()) for known, _span, label in SPANS]
        spans.append(Choice(UNTIL, _("until the time below")))
        with Vertical(classes="dialog"):
            title = _("Silence: it is judged and counted, and opens no incident")
            yield Sentence(title, role="text bold")
            yield Choices(offered, id="scopes")
            yield Choices(spans, id="spans")
            yield Input(
                id="until", placeholder=self._now.strftime(_FORM), max_length=16,
                compact=True,
            )  # fmt: skip
            yield Input(id="reason", placeholder=_("reason (required)"), compact=True)
            yield Sentence(self._expiry(), role="dim", id="hint")

    # Walking.

    @on(Rows.Left)
    def _walk(self, message: Rows.Left) -> None:
        message.stop()
        if message.down > 0:
            self.focus_next()
        else:
            self.focus_previous()

    @on(Rows.Chosen)
    def _forward(self, message: Rows.Chosen) -> None:
        message.stop()
        if message.table is self.scopes:
            self.spans.focus()
        elif self.spans.current == UNTIL:
            self.until.focus()
        else:
            self.reason.focus()

    @on(Choices.Turned)
    def _restate(self, message: Choices.Turned) -> None:
        message.stop()
        self.hint.say(self._expiry())

    @on(Input.Changed, "#until")
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if message.value:
            self.spans.select(UNTIL)
        self.hint.say(self._expiry())

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        message.stop()
        end = self._end()
        if end is None or end <= self._now:
            self.hint.say(self._expiry())
            self.until.focus()
            return
        reason = self.reason.value.strip()
        if not reason:
            self.hint.say(_("say why: the reason stands in the log"))
            self.reason.focus()
            return
        matchers = self._scopes[int(self.scopes.current)][1]
        self.dismiss(
            SetSilence(matchers=matchers, until=end.isoformat(), reason=reason)
        )

    # When it ends.

    def _end(self) -> datetime | None:
        chosen = self.spans.current if self.is_mounted else SPANS[0][0]
        for known, span, _label in SPANS:
            if known == chosen:
                return self._now + span
        try:
            typed = datetime.strptime(self.until.value.strip(), _FORM)  # noqa: DTZ007
        except ValueError:
            return None
        return typed.replace(tzinfo=self._now.tzinfo)

    def _expiry(self) -> str:
        end = self._end()
        if end is None:
            return _("until when? {form}").format(form="YYYY-MM-DD HH:MM")
        if end <= self._now:
            return _("{time} is over already").format(time=f"{end:{_FORM}}")
        return _("ends {time}; Enter takes it, Esc leaves").format(
            time=f"{end:{_FORM}}"
        )


def scopes(row: AlarmRow) -> Sequence[tuple[str, Matchers]]:
    """Return what can be silenced: this instance, its whole rule, each of its labels.

    An instance without labels is its rule.
    """
    rule = ("rule", row.rule)
    title = name(row.title) or row.rule
    found: list[tuple[str, Matchers]] = []
    if row.labels:
        entity = name(row.entity_name) if row.entity_name else row.entity or ""
        text = _("only this: {alarm} of {entity}").format(alarm=title, entity=entity)
        found.append((text, (rule, *row.labels)))
    found.append((_("the whole rule: {alarm}").format(alarm=title), (rule,)))
    for by, known in row.labels:
        called = row.entity_name if known == row.entity else None
        entity = name(called) if called else known
        text = _("every alarm of {entity}").format(entity=entity)
        found.append((text, ((by, known),)))
    return found
