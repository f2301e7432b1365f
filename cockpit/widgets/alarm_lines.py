"""Everything about one alarm as lines: facts, campaigns, what is related, history."""

from dataclasses import dataclass
from typing import Final

from cockpit.snapshot import alarm_words as words
from cockpit.snapshot import steps
from cockpit.snapshot.alarms import AlarmDetail, AlarmRow, AlarmsSnapshot
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow
from cockpit.snapshot.incidents import IncidentsSnapshot
from cockpit.snapshot.lamps import incident_of, lamp
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe

Run = tuple[str, str]
"""A text and its role, e.g. ``dim`` or ``text bold``."""
Line = tuple[Run, ...]

LABEL: Final = 12
NAME: Final = (16, 30)
"""Cells of a campaign's name, least and most."""
FIGURE: Final = 9
BLANK: Final[Line] = ()


@dataclass(frozen=True, eq=False)
class ShownAlarm:
    """What is known of the alarm: its row at once, the detail when it has come.

    Attributes:
        elapsed: Seconds since the incidents were taken.
    """

    row: AlarmRow
    detail: AlarmDetail | None
    alarms: AlarmsSnapshot
    incidents: IncidentsSnapshot
    elapsed: float = 0.0


def lines(shown: ShownAlarm, width: int) -> list[Line]:
    """Write everything about an alarm into lines of at most so many cells."""
    said = [*_facts(shown, width), *_held_back(shown, width)]
    detail = shown.detail
    if detail is None:
        return [*said, BLANK, ((_("campaigns, history: on their way"), "dim"),)]
    if detail.campaigns is not None:
        said += [BLANK, *_campaigns(detail.campaigns, shown, width)]
    said += _related(detail, shown.alarms.currency, width)
    if detail.history:
        said += [BLANK, _heading(_("History"))]
        today = shown.alarms.now[:10]
        for moment, what, why in detail.history:
            when = cells.left(steps.at(moment, today=today), LABEL)
            text = "  ".join(part for part in (words.event(what), safe(why)) if part)
            said.append(((when, "dim"), (cells.cut(text, width - LABEL), "text")))
    if detail.how:
        said += [BLANK, _heading(_("How it was judged"))]
        for sentence in detail.how:
            said += [((part, "dim"),) for part in cells.wrap(safe(sentence), width)]
    return said


def head(row: AlarmRow, width: int) -> Line:
    """Write the lamp, the alarm and what it is about."""
    light = lamp(row)
    sign, role = words.SIGNS[light], words.ROLES[light]
    chip = f" {sign.mark} {sign.word.text()} "
    style = "chip_red" if light == "red" else f"{role} bold"
    room = max(width - cells.width(chip) - 1, 4)
    title = words.title(row, room)
    entity = words.entity(row, max(room - cells.width(title) - 2, 0))
    return ((chip, style), (f" {title}", "text bold"), (f"  {entity}", "text"))


def _facts(shown: ShownAlarm, width: int) -> list[Line]:
    row, alarms = shown.row, shown.alarms
    said = [
        _fact(_("since"), _since(shown), width),
        _fact(_("value"), _value(shown), width),
        _fact(_("rule"), _rule(shown), width),
        _fact(_("proof"), _proof(row), width),
        _fact(_("costs"), _costs(row, alarms.currency), width),
        _fact(_("incident"), _incident(shown), width),
    ]
    if row.reason:
        wrapped = cells.wrap(safe(row.reason), max(width - LABEL, 8))
        said += [
            _fact(_("because") if at == 0 else "", ((part, "text"),), width)
            for at, part in enumerate(wrapped)
        ]
    return said


def _fact(label: str, runs: Line, width: int) -> Line:
    """Set a label and what it says; what does not fit whole is cut."""
    room, kept = max(width - LABEL, 0), list[Run]()
    for text, role in runs:
        shown = cells.cut(text, room)
        room -= cells.width(shown)
        kept.append((shown, role))
    return ((cells.left(label, LABEL), "dim"), *kept)


def _since(shown: ShownAlarm) -> Line:
    row, now = shown.row, shown.alarms.now
    since = words.begun(row)
    if not since:
        return ((formats.MISSING, "dim"),)
    lasting = words.lasting(since, now)
    said = f"{steps.at(since, today=now[:10])}  {lasting}"
    told = words.state_of(row)
    if since != row.since:
        time = steps.at(row.since, today=now[:10])
        told = _("{state} since {time}").format(state=told, time=time)
    onset = shown.detail.onset if shown.detail else ""
    if onset:
        time = steps.at(onset, today=now[:10])
        began = _("the breach began {time}").format(time=time)
        told = f"{told}  {began}"
    return ((said, "text bold"), (f"  {told}", "dim"))


def _value(shown: ShownAlarm) -> Line:
    row, currency = shown.row, shown.alarms.currency
    role = "red bold" if lamp(row) == "red" else "text bold"
    said = [(formats.show(row.value, row.unit, currency=currency), role)]
    if row.change is not None:
        base = words.base_of(row)
        said.append((f"  {words.change(row)} {base}".rstrip(), "text"))
    return tuple(said)


def _rule(shown: ShownAlarm) -> Line:
    """Write the threshold; of a change also what it is in the unit of the value."""
    row = shown.row
    limit = words.limit_value(row)
    if shown.detail is not None and shown.detail.limit_value is not None:
        limit = shown.detail.limit_value
    said = [(safe(row.limit_text) or formats.MISSING, "text")]
    if limit is not None and row.change is not None:
        figure = formats.show(limit, row.unit, currency=shown.alarms.currency)
        said.append((f" = {figure}", "text"))
    said.append((f"  {safe(row.rule)}", "dim"))
    return tuple(said)


def _proof(row: AlarmRow) -> Line:
    light = lamp(row)
    n = (f"n {formats.count(row.n)}", "text")
    if light in ("red_hollow", "yellow_hollow"):
        if not row.samples_missing:
            return n, (f"  {_('the sample does not prove it')}", "dim")
        count = formats.count(row.samples_missing)
        needed = _("not proven, {count} more needed").format(count=count)
        return n, (f"  {needed}", "dim")
    if light in ("unknown", "blind"):
        return n, (f"  {_('no verdict')}  {safe(row.cause)}".rstrip(), "dim")
    if light == "unproven":
        return n, (f"  {_('green is not proven')}", "dim")
    return n, (f"  {_('proven')}", "dim")


def _costs(row: AlarmRow, currency: str) -> Line:
    if row.money_last is not None:
        money = formats.money(row.money_last, currency)
        told = _("last known: {money} an hour").format(money=money)
        return (formats.MISSING, "dim"), (f"  {told}", "dim")
    if row.money_per_hour is None:
        return ((formats.MISSING, "dim"), (f"  {_('nobody knows')}", "dim"))
    money = formats.money(row.money_per_hour, currency)
    return ((money, "text bold"), (_("/h"), "dim"))


def _incident(shown: ShownAlarm) -> Line:
    row = shown.row
    held = incident_of(row, shown.incidents)
    if held is None:
        return ((words.idle(row, shown.alarms, 60), "text"),)
    said = [(safe(held.incident), "text bold"), (f"  {safe(held.next_step)}", "text")]
    left = words.left(held, shown.elapsed)
    if left is not None:
        role = "red" if left < 0 else "text"
        clock = f"{steps.over(left)}{formats.countdown(left)}"
        said.append((f"  {clock}", f"{role} bold"))
    if held.commander:
        said.append((f"  {safe(held.commander)}", "dim"))
    return tuple(said)


def _held_back(shown: ShownAlarm, width: int) -> list[Line]:
    said: list[Line] = [
        ((cells.cut(words.HELD_BACK[overlay][1].text(), width), "text"),)
        for overlay in shown.row.overlays
        if overlay in words.HELD_BACK
    ]
    if shown.detail is not None:
        said += [_inhibitor(row, width) for row in shown.detail.inhibited_by]
    return [BLANK, *said] if said else []


def _inhibitor(row: AlarmRow, width: int) -> Line:
    """Name the alarm, and what it is about, that keeps this one quiet."""
    by = _("inhibited by {rule} {entity}")
    room = max(width - cells.width(by.format(rule="", entity="")), 8)
    rule = words.title(row, room * 2 // 3)
    entity = words.entity(row, room - cells.width(rule)) if row.labels else ""
    said = by.format(rule=rule, entity=entity).rstrip()
    return ((cells.cut(said, width), "text"),)


def _heading(text: str, more: str = "") -> Line:
    return ((text, "text bold"), (f"  {more}" if more else "", "dim"))


def _related(detail: AlarmDetail, currency: str, width: int) -> list[Line]:
    if not detail.related:
        return []
    said: list[Line] = [BLANK, _heading(_("Related alarms"))]
    for row in detail.related:
        light = lamp(row)
        mark = f"{words.SIGNS[light].mark} "
        half = max((width - 2) // 3, 6)
        title = cells.left(words.title(row, half - 1), half)
        entity = cells.left(words.entity(row, half - 1), half)
        room = max(width - 2 - 2 * half, 0)
        against = cells.cut(words.against(row, currency, room), room)
        said.append(
            ((mark, words.ROLES[light]), (title, "text"), (entity + against, "dim"))
        )
    return said


def _campaigns(found: Evidence, shown: ShownAlarm, width: int) -> list[Line]:
    """Write the table; columns that do not fit go, the least important first."""
    title = _heading(
        safe(name(found.title)), str(len(found.rows)) if found.rows else ""
    )
    if found.refusal:
        return [title, ((cells.cut(safe(found.refusal), width), "dim"),)]
    longest = max((cells.width(safe(row.label)) for row in found.rows), default=0)
    size = min(max(longest, NAME[0]), NAME[1])
    columns = _fitting(found.columns, width - size)
    kept = [found.columns.index(column) for column in columns]
    currency = shown.alarms.currency
    spare = max(width - size - len(columns) * (FIGURE + 1), 1)
    heads = "".join(f" {cells.right(safe(short(c.name)), FIGURE)}" for c in columns)
    said: list[Line] = [title, ((" " * size + heads, "dim"),)]
    for row in found.rows:
        label = cells.left(safe(row.label), size)
        figures_of = "".join(
            f" {cells.right(_cell(found, row, at, currency), FIGURE)}" for at in kept
        )
        role = "dim" if row.excluded else "text"
        why = cells.fitting(spare, f"  {safe(row.excluded)}", " ")
        said.append(((label, role), (figures_of, role), (why, "dim")))
    if found.reading:
        said.append(((cells.cut(safe(found.reading), width), "dim"),))
    return said


def _fitting(columns: tuple[EvidenceColumn, ...], width: int) -> list[EvidenceColumn]:
    """Keep the figures that fit into so many cells, those of the lowest rank first."""
    room = max(width // (FIGURE + 1), 1)
    figures = [column for column in columns if column.kind != "text"]
    best = sorted(figures, key=lambda column: column.rank)[:room]
    return [column for column in figures if column in best]


def _cell(found: Evidence, row: EvidenceRow, at: int, currency: str) -> str:
    value, kind = row.cells[at], found.columns[at].kind
    if value is None or isinstance(value, str):
        return safe(value) if value else formats.MISSING
    if kind in steps.PERCENTAGES:
        column = (other.cells[at] for other in found.rows)
        numbers = (cell for cell in column if isinstance(cell, int | float))
        return steps.percent(value, kind, steps.decimals(numbers, kind))
    return steps.figure(value, kind, currency)
