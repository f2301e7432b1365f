"""How the focused number was computed, and every key."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from cockpit import keys
from cockpit.screens.base import NO_HOW, Explained
from cockpit.screens.dialogs import Dialog
from cockpit.snapshot.health import HealthSnapshot
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.widgets.sentence import Sentence, Spoken


class HelpDialog(Dialog[None]):
    """Explains a number, says what is wrong and lists the keys; arrows scroll."""

    def __init__(self, explained: Explained | None, snapshot: HealthSnapshot) -> None:
        super().__init__()
        self._explained = explained
        self._snapshot = snapshot

    def compose(self) -> ComposeResult:
        """Lay out the explanation, then the keys."""
        said: list[Spoken] = []
        if self._explained is not None:
            said += explanation(self._explained)
        for title, texts in troubles(self._snapshot, self._explained):
            said += [(title, "text bold"), *((text, "dim") for text in texts)]
            said += [("", "dim")]
        said += [(_("Keys"), "text bold")]
        said += [(f"{cells.left(key, 10)}  {text}", "dim") for key, text in keys.rows()]
        with Vertical(classes="dialog"), VerticalScroll(id="lines"):
            yield Sentence(said)

    def on_mount(self) -> None:
        """Give the keys to the list."""
        self.query_one("#lines").focus()


def explanation(explained: Explained) -> list[Spoken]:
    """Explain the focused number, then the other numbers of its row.

    Of the others only what differs is said: one row is of one window and of the same
    files.
    """
    said: list[Spoken] = []
    if explained.how is not NO_HOW or explained.value:
        said += [(f"{explained.name}  {explained.value}".rstrip(), "text bold")]
        said += [(text, "dim") for text in lines(explained)]
        said += [("", "dim")]
    main = set(lines(explained))
    for other in explained.others:
        said += [(f"{other.name}  {other.value}", "text")]
        said += [(text, "dim") for text in lines(other) if text not in main]
    if explained.others:
        said += [("", "dim")]
    return said


def troubles(
    snapshot: HealthSnapshot, explained: Explained | None = None
) -> list[tuple[str, list[str]]]:
    """Say what is wrong, and which table would unlock what is not there."""
    absent = [f"{metric}: {reason}" for metric, reason in snapshot.absent.items()]
    of_view = () if explained is None else explained.warnings
    messages = list(dict.fromkeys((*of_view, *snapshot.warnings)))
    found = [(_("Messages"), messages), (_("Not available"), absent)]
    return [(title, texts) for title, texts in found if texts]


def lines(explained: Explained) -> list[str]:
    """Say how a number was computed, a sentence a line."""
    how = explained.how
    facts = (
        (_("how computed"), name(how.formula)),
        (_("window"), how.window),
        (_("rows"), formats.count(how.rows) if how.rows else ""),
        ("n", explained.n),
        (_("sources"), "  ".join(how.sources)),
        (_("same number"), how.query),
        (_("note"), how.note),
    )
    return [f"{cells.left(label, 12)} {text}" for label, text in facts if text]
