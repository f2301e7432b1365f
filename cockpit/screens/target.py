"""The target: its path, what was reached, where the present course ends."""

from textual.app import ComposeResult
from textual.containers import Vertical

from cockpit.screens.dialogs import Dialog
from cockpit.snapshot.health import Target, Trend
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.widgets.sentence import Sentence
from cockpit.widgets.trend_chart import Shown, TrendChart


class TargetDialog(Dialog[None]):
    """Draws a :class:`~cockpit.snapshot.health.Target` whole."""

    def __init__(self, target: Target, *, currency: str) -> None:
        super().__init__()
        self._target = target
        self._currency = currency

    def compose(self) -> ComposeResult:
        """Lay out the sentences and the paths."""
        target = self._target
        with Vertical(classes="dialog"):
            title = f"{name(target.name)} {target.growth:+.0%}"
            yield Sentence(
                f"{title}  {formats.interval(target.start, target.end)}",
                role="text bold",
            )
            for text in lines(target, self._currency):
                yield Sentence(text, role="dim")
            chart = TrendChart()
            chart.shown = course(target, self._currency)
            yield chart
            yield Sentence(_("Esc leaves"), role="dim")

    def on_key(self) -> None:
        """Close at the key that opened it; Esc closes as everywhere."""


def lines(target: Target, currency: str) -> list[str]:
    """Say where the target stands, a sentence a line."""

    def money(value: float | None) -> str:
        return formats.money(value, currency)

    said = [
        _(
            "reached {actual}, due by now {due}: {pace} of pace; in the whole {goal}"
        ).format(
            actual=money(target.actual),
            due=money(target.due),
            pace=formats.rate(target.pace),
            goal=money(target.goal),
        )
    ]
    if target.projected is None:
        said.append(target.reason)
    else:
        ends = [
            f"{end:+.0%}"
            for end in (target.projected_low, target.projected_high)
            if end is not None
        ]
        band = f" ({formats.interval(*ends)})" if len(ends) == 2 else ""
        said.append(
            _("the present course ends at {growth}{band} of {aim}").format(
                growth=f"{target.projected:+.0%}",
                band=band,
                aim=f"{target.growth:+.0%}",
            )
        )
    if target.gap_per_week:
        said.append(
            _("{money} missing a week").format(money=money(target.gap_per_week))
        )
    formula = name(target.how.formula)
    return [text for text in (*said, formula, target.how.note) if text]


def course(target: Target, currency: str) -> Shown:
    """Return the sums so far and to come; the dashes are what the path asks for."""
    values = (*target.actual_path, *target.projected_path)
    trend = Trend(
        grain="day",
        start=target.start,
        values=(*values, *(None,) * (len(target.path) - len(values))),
        baseline=target.path,
        baseline_base=_("target"),
        provisional=max(len(target.path) - len(target.actual_path), 0),
    )
    before = (None,) * len(target.actual_path)
    after = (None,) * max(len(target.path) - len(values), 0)
    return Shown(
        _("sum"),
        trend,
        "money",
        currency,
        target.reason,
        formats.interval(target.start, target.end),
        low=(*before, *target.low_path, *after) if target.low_path else (),
        high=(*before, *target.high_path, *after) if target.high_path else (),
    )
