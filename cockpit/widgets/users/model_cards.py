"""What the models of worth say of themselves: fit, error, or why they refuse."""

from collections.abc import Mapping
from typing import Any, Final

from textual.strip import Strip

from cockpit.snapshot.ltv import LtvSnapshot
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import Parts, State, StudyPanel

EMPTY: Final = LtvSnapshot()
NAMES: Final[dict[str, Note]] = {
    "chain_ladder": note("Chain ladder"),
    "bgnbd": note("BG/NBD"),
    "mbgnbd": note("Modified BG/NBD"),
    "gamma_gamma": note("Gamma-Gamma"),
    "sbg": note("sBG"),
}
PARAMETERS: Final = ("r", "alpha", "a", "b", "p", "q", "v", "gamma", "delta")
BUYING: Final = ("bgnbd", "mbgnbd")
"""Their hold-out counts purchase days, that of the others is money."""
CALLED: Final = 16


class ModelCards(StudyPanel):
    """What the models in :attr:`LtvSnapshot.models` say of themselves.

    A few lines each: first how well it has told what came, then its fit. Where there is
    no room for all, every model keeps its first line, and the lower ones are cut there.
    """

    KIND = LtvSnapshot

    @property
    def models(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what each model says."""
        return self.answer.models if isinstance(self.answer, LtvSnapshot) else {}

    def state_shown(self) -> State | None:
        """Stay quiet without models: the table above says why."""
        return None

    def table(self) -> Table:
        """Return the lines as plain cells."""
        rows = [
            (_called(known), "  ".join(_said(known, told, self._currency)))
            for known, told in self.models.items()
        ]
        return Table(("model", "says"), tuple(rows))

    def heading(self, width: int) -> Parts:
        """Name the panel."""
        if not self.models:
            return [], []
        room = max(width - cells.width(_("Models")) - 4, 0)
        text = cells.fitting(
            room, _("fit and error; a model that lacks data refuses"), ""
        )
        return [self.title(_("Models")), piece(f"  {text}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw a line: the model and what it says, wrapped where it is long."""
        lines = self._lines(width)
        dim = ink("dim")
        if y >= len(lines):
            return Strip.blank(width)
        called, text, role = lines[y]
        parts = [
            piece(f" {cells.left(called, CALLED)} ", ink("text")),
            piece(text, ink(role)),
        ]
        return line(width, parts, fill=dim)

    def _lines(self, width: int) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        room = max(width - CALLED - 3, 8)
        spare = max(self.size.height - 1 - len(self.models), 0)
        for known, told in self.models.items():
            role = "text" if told.get("refused") else "dim"
            texts = _packed(_said(known, told, self._currency), room)
            kept = 1 + min(len(texts) - 1, spare)
            spare -= kept - 1
            if kept < len(texts):
                texts[kept - 1] = cells.cut("  ".join(texts[kept - 1 :]), room)
            for at, text in enumerate(texts[:kept]):
                found.append(("" if at else _called(known), text, role))
        return found

    @property
    def _currency(self) -> str:
        return self.answer.currency if isinstance(self.answer, LtvSnapshot) else ""


def _packed(parts: list[str], room: int) -> list[str]:
    """Set parts side by side, on as many lines as they need."""
    lines: list[str] = []
    for part in parts:
        joined = f"{lines[-1]}  {part}" if lines else part
        if lines and cells.width(joined) <= room:
            lines[-1] = joined
        else:
            lines += cells.wrap(part, room)
    return lines


def _called(known: str) -> str:
    return NAMES[known].text() if known in NAMES else safe(known)


def _said(known: str, told: Mapping[str, Any], currency: str) -> list[str]:
    """Return what one model says, in parts."""
    if refused := told.get("refused"):
        return [f"{STATES['unproven'].mark} {safe(str(refused))}"]
    parts = [_("in use")] if told.get("used") is True else []
    parts += _held_out(known, told.get("holdout"), currency)
    parts += [f"{key} {told[key]:.4g}" for key in PARAMETERS if _is_number(told, key)]
    if _is_number(told, "log_likelihood"):
        parts.append(f"LL {told['log_likelihood']:,.1f}")
    if _is_number(told, "correlation"):
        value = f"{told['correlation']:.2f}"
        parts.append(_("correlation {value}").format(value=value))
    if known == "chain_ladder":
        parts += _ladder(told)
    n = "customers" if _is_number(told, "customers") else "n"
    if _is_number(told, n):
        parts.append(f"n {formats.count(told[n])}")
    if told.get("converged") is False:
        message = safe(str(told.get("fit") or told.get("message", "")))
        if told.get("used") is not True:
            message = _("did not converge: {message}").format(message=message)
        parts.append(message)
    return parts


def _held_out(known: str, test: object, currency: str) -> list[str]:
    """Set what was told against what came, where a model was not fitted."""
    if not isinstance(test, Mapping):
        return []
    if not _is_number(test, "predicted") or not _is_number(test, "came"):
        why = safe(str(test.get("refused") or _("not tested yet")))
        return [_("hold-out: {why}").format(why=why)]
    days = test.get("days")
    of = ""
    if isinstance(days, int):
        of = f"LTV{days}" if known == "chain_ladder" else formats.days(days)
    predicted, came = test["predicted"], test["came"]
    if known in BUYING:
        words = _("hold-out {of}: {told} purchase days told, {came} came")
        both = formats.count(predicted), formats.count(came)
    else:
        words = _("hold-out {of}: {told} told, {came} came")
        both = formats.money(predicted, currency), formats.money(came, currency)
    error = formats.MISSING
    if _is_number(test, "error"):
        error = f"{test['error']:+.1%}"
    n = (
        f" n {formats.count(test['customers'])}"
        if _is_number(test, "customers")
        else ""
    )
    return [f"{words.format(of=of, told=both[0], came=both[1])} ({error}){n}"]


def _is_number(told: Mapping[str, Any], key: str) -> bool:
    return isinstance(told.get(key), int | float)


def _ladder(told: Mapping[str, Any]) -> list[str]:
    parts = []
    if isinstance(value := told.get("cohorts"), int):
        parts.append(_("{count} cohorts").format(count=value))
    tests = told.get("backtest")
    if isinstance(tests, Mapping) and tests:
        for days, test in tests.items():
            parts.append(f"LTV{safe(str(days))}: {_tested(test)}")
    else:
        parts.append(_tested({"mape": told.get("backtest_mape")}))
    return parts


def _tested(test: Mapping[str, Any]) -> str:
    error = test.get("mape")
    if isinstance(error, int | float):
        return _("back-test error {rate}").format(rate=formats.rate(error))
    return safe(str(test.get("refused") or _("not tested yet")))
