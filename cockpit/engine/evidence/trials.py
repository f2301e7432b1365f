"""A test of a backup channel as a ready ``[[experiment]]`` table for ``cockpit.toml``.

The table has the keys of the configuration alone, so that it can be pasted as it is;
hypothesis, budget and stop rule stand above it as comments.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import proposed
from cockpit.engine.evidence.backups import ABOUT
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.margins import target_roi
from cockpit.snapshot.evidence import Cell, Evidence, EvidenceRow
from cockpit.text import formats
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe

BACKUPS: Final = ABOUT.function
DAYS: Final = 7
"""How long a test runs: every weekday once."""
_UNSAFE: Final = re.compile(r"[^\w-]+")
_TO_FILL: Final = note("to be filled in")


@dataclass(frozen=True, slots=True)
class Trial:
    """A test of one channel; what nobody has said is None.

    Attributes:
        channel: Its id; empty if none is chosen and none proposed.
        row: Of the ranked channels.
        budget: Whole currency units for the whole test; ``is_entered`` if the operator
            set it, else it is the proposed cap.
        stop_loss: Whole currency units that may be lost.
    """

    channel: str
    row: EvidenceRow | None
    budget: float | None
    is_entered: bool
    stop_loss: float | None


def trial_of(
    case: Case, evidence: Evidence, step: str, picked: Sequence[str] = ()
) -> Trial:
    """Return the test that an operator is about to start.

    Args:
        case: The incident, with what was entered.
        evidence: Of ``backup_channels``.
        step: Whose evidence names channel, budget and stop loss.
        picked: Rows that are picked on the screen; the first one counts where no
            channel was entered. Without any it is the first that is proposed.
    """
    named = case.entered.get(f"{step}.channel")
    first = next(iter(proposed(evidence.rows)), None)
    chosen = str(named or next(iter(picked), "") or (first.key if first else ""))
    row = next((one for one in evidence.rows if one.key == chosen), None)
    entered = _number(case.entered.get(f"{step}.budget"))
    return Trial(
        channel=chosen,
        row=row,
        budget=entered if entered is not None else _number(_cell(evidence, row)),
        is_entered=entered is not None,
        stop_loss=_number(case.entered.get(f"{step}.stop_loss")),
    )


def trial_card(
    case: Case, trial: Trial, *, incident: str, owner: str
) -> tuple[str, str]:
    """Return the name of a file and its text: comments, then the table.

    Args:
        case: The incident.
        trial: What is tested.
        incident: Its id, part of the experiment's.
        owner: Who answers for the test; empty: to be filled in.
    """
    channel = _UNSAFE.sub("-", trial.channel) or "channel"
    start = case.scene.as_of
    called = _called(case, trial)
    name = note("backup channel test: {channel}", channel=called).text()
    blank = f"  # {_TO_FILL.text()}"
    table = (
        "[[experiment]]",
        f"id = {_text(f'{incident}-{channel}'.lower())}",
        f"name = {_text(name)}",
        f'control = ""{blank}',
        'primary = "roi"',
        'guardrails = ["cpc"]',
        f"start = {start.isoformat()}",
        f"end = {(start + timedelta(days=DAYS - 1)).isoformat()}",
        f"owner = {_text(owner)}{'' if owner else blank}",
    )
    said = [f"# {safe(one.text())}" for one in _words(case, trial, owner)]
    return f"experiment_{channel}.toml", "\n".join((*said, *table, ""))


def _words(case: Case, trial: Trial, owner: str) -> list[Note]:
    target = target_roi(case.scene, trial.channel or None)
    budget = _money(case, trial.budget)
    whose = note("entered") if trial.is_entered else note("proposed cap")
    return [
        note("paste it into cockpit.toml; to be filled in: {blanks}",
             blanks=", ".join(one.text() for one in _blanks(trial, owner))),
        note("channel: {channel}", channel=_called(case, trial)),
        note("test budget: {budget} ({whose})", budget=budget, whose=whose),
        note(
            "hypothesis: with {budget} {channel} reaches ROI {roi} ({why})",
            budget=budget,
            channel=_called(case, trial),
            roi=formats.multiple(target.roi),
            why=target.why,
        ),
        note(
            "stop rule: stop at a loss of {loss}, or when the budget is spent, or when"
            " CPC rises by half; at the latest after {days} days",
            loss=_money(case, trial.stop_loss),
            days=DAYS,
        ),
    ]  # fmt: skip


def _blanks(trial: Trial, owner: str) -> list[Note]:
    """Name what nobody has said: of the table its key, of the comments the word."""
    known = (
        (bool(trial.channel), note("channel")),
        (trial.budget is not None, note("test budget")),
        (trial.stop_loss is not None, note("stop loss")),
        (False, note("control")),
        (bool(owner), note("owner")),
    )
    return [word for is_known, word in known if not is_known]


def _called(case: Case, trial: Trial) -> str:
    if not trial.channel:
        return f"[{_TO_FILL.text()}]"
    return name_in_words(case.scene, "channel", trial.channel)


def _money(case: Case, amount: float | None) -> str:
    if amount is None:
        return f"[{_TO_FILL.text()}]"
    return f"{formats.currency_sign(case.scene.workspace.currency)}{amount:,.0f}"


def _cell(evidence: Evidence, row: EvidenceRow | None) -> Cell:
    keys = [column.key for column in evidence.columns]
    if row is None or "test_budget" not in keys:
        return None
    return row.cells[keys.index("test_budget")]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _text(text: str) -> str:
    """Write a text as TOML: a JSON string is one, but for what ``safe`` takes away."""
    return json.dumps(safe(text), ensure_ascii=False)
