"""Grouping users in four steps: who, which behaviour, how many, look and name."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from msgspec.structs import replace
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input

from cockpit.messages import StudyRequested
from cockpit.screens import guide_steps as steps
from cockpit.screens.dialogs import Dialog
from cockpit.snapshot.segments import SegmentSpec, SegmentsQuery, SegmentsSnapshot
from cockpit.snapshot.studies import Answer, KeepQuery
from cockpit.text import glyphs
from cockpit.text.i18n import _
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence
from cockpit.widgets.users.pick_list import PickList

PATIENCE_SECONDS: Final = 0.3
"""After a pick, before what comes of it is asked for: more picks may follow."""
LONGEST_NAME: Final = 40


class GuideDialog(Dialog[SegmentSpec]):
    """Answers with the grouping that was saved; Esc leaves everything as it was.

    Args:
        spec: The grouping to begin with.
        as_of: ISO day to look from; empty: the day of the workspace's clock.
        channels: Id and name of the channels that may be picked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("right", "walk(1)", ""),
        ("left", "walk(-1)", ""),
    ]

    title_line = getters.query_one("#title", Sentence)
    meaning = getters.query_one("#meaning", Sentence)
    listed = getters.query_one(PickList)
    typed = getters.query_one(Input)
    result = getters.query_one("#result", Sentence)
    hint = getters.query_one("#hint", Sentence)

    def __init__(
        self,
        spec: SegmentSpec,
        *,
        as_of: str = "",
        channels: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self._spec = spec
        self._as_of = as_of
        self._channels = tuple(channels)
        self._step = 0
        self._proposal: SegmentsSnapshot | None = None
        self._trouble = ""
        self._asking: Timer | None = None
        self._renamed = ""
        """Which line of the last step is being typed."""

    def compose(self) -> ComposeResult:
        """Lay out the step, what it means, what it offers, and what comes of it."""
        with Vertical(classes="dialog"):
            yield Sentence("", role="text bold", id="title")
            yield Sentence("", role="dim", id="meaning")
            yield PickList()
            yield Input(max_length=LONGEST_NAME, compact=True, id="name")
            yield Sentence("", role="text", id="result")
            yield Sentence("", role="dim", id="hint")

    def on_mount(self) -> None:
        """Begin with the first step, and with what the grouping gives as it is."""
        self.typed.display = False
        self.watch(self.app, "studies", self._take)
        self.watch(self.app, "study_trouble", self._hear)
        self._show()
        self._ask()
        self.listed.focus()

    # What comes of it.

    def _ask(self) -> None:
        self._asking = None
        query = SegmentsQuery(as_of=self._as_of, spec=self._spec)
        self.post_message(StudyRequested(query))

    def _ask_soon(self) -> None:
        if self._asking is not None:
            self._asking.stop()
        self._asking = self.set_timer(PATIENCE_SECONDS, self._ask)

    def _take(self, studies: Mapping[type[Answer], Answer]) -> None:
        found = studies.get(SegmentsSnapshot)
        if isinstance(found, SegmentsSnapshot) and steps.is_of(found, self._spec):
            self._proposal = found
            self._show()

    def _hear(self, trouble: str) -> None:
        self._trouble = trouble
        self._show()

    # What is shown.

    def _show(self) -> None:
        names = [
            f"[{at + 1} {said.text()}]"
            if at == self._step
            else f"{at + 1} {said.text()}"
            for at, said in enumerate(steps.NAMES)
        ]
        self.title_line.say(f"{_('Group users')}  {'  '.join(names)}")
        self.meaning.say(steps.MEANINGS[self._step].text())
        offered = steps.options(self._step, self._spec, self._proposal, self._channels)
        self.listed.put(offered, steps.picked(self._spec))
        self.result.say(self._said())
        self.hint.say(self._keys())

    def _said(self) -> str:
        said = steps.result(self._proposal)
        if said:
            return _("so far: {result}").format(result=said)
        return self._trouble or f"{_('being computed')} {glyphs.flat(8)}"

    def _keys(self) -> str:
        if self._renamed:
            return _("Enter takes the name, Esc leaves it as it was")
        if self._step == steps.LAST and not self.listed.count():
            return _("there is nothing to save; Left goes back, Esc leaves")
        if self._step == steps.LAST:
            return _(
                "Enter renames or saves, Left goes back, Esc leaves without saving"
            )
        return _("Space picks, Enter or Right goes on, Left back, Esc leaves")

    # What is pressed.

    @on(PickList.Picked)
    def _pick(self, message: PickList.Picked) -> None:
        message.stop()
        spec = steps.after(self._spec, message.option)
        if spec == self._spec:
            self.hint.say(_("one of them has to stay"))
            return
        self._spec = replace(spec, names={})  # the groups will be others
        self._proposal = None
        self._show()
        self._ask_soon()

    @on(Rows.Chosen)
    def _forward(self, message: Rows.Chosen) -> None:
        message.stop()
        if self._step < steps.LAST:
            self.action_walk(1)
        elif (option := self.listed.option) is not None:
            self._open(option.value)

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    def action_walk(self, by: int) -> None:
        """Go to the next step, or back."""
        if self._renamed or not 0 <= self._step + by < steps.STEPS:
            return
        self._step += by
        self._show()

    def action_leave(self) -> None:
        """Close the line that is typed, else everything, without saving."""
        if self._renamed:
            self._close_line()
        else:
            self.dismiss(None)

    # The last step.

    def _open(self, line: str) -> None:
        if line == steps.SAVE.value:
            self.post_message(StudyRequested(KeepQuery(self._spec)))
            self.dismiss(self._spec)
            return
        self._renamed = line
        self.typed.value = self._name_of(line)
        self.typed.display = True
        self.typed.focus()
        self.hint.say(self._keys())

    def _name_of(self, line: str) -> str:
        if line == "grouping" or self._proposal is None:
            return self._spec.name
        rows = {row.segment: row for row in self._proposal.rows}
        return steps.called(self._spec, rows[line]) if line in rows else ""

    @on(Input.Submitted)
    def _rename(self, message: Input.Submitted) -> None:
        message.stop()
        typed, line = message.value.strip(), self._renamed
        if not typed:
            self.hint.say(_("write a name, or leave with Esc"))
            return
        if line == "grouping":
            self._spec = replace(self._spec, name=typed)
        else:
            names = {**self._spec.names, line: typed}
            self._spec = replace(self._spec, names=names)
        self._close_line()

    def _close_line(self) -> None:
        self._renamed = ""
        self.typed.display = False
        self.listed.focus()
        self._show()
