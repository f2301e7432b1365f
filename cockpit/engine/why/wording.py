"""What a base is called, and what a usual swing says; both can be read aloud."""

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.why.periods import Comparison, Span
from cockpit.engine.why.sentence import Told
from cockpit.engine.why.splitting import Sides
from cockpit.engine.why.swing import DEVIATIONS, Swing
from cockpit.snapshot.words import base_long
from cockpit.text import formats
from cockpit.text.notes import Note, note


def base_text(metric: Metric, comparison: Comparison, sides: Sides) -> str:
    """Say what the newer days are held against.

    Where the base has another number of days it says so: a sum is scaled, a ratio is
    that of all its days.
    """
    older = sides.bases[0].span
    now = comparison.now.days if metric.window == 1 else older.days
    base = comparison.base
    said = days_named(older)
    if base is None and len(sides.bases) > 1:
        said = note(
            "mean of {first} and {second}",
            first=said,
            second=days_named(sides.bases[-1].span),
        ).text()
    elif len(comparison.bases) > 1 and now > 1:
        said = note(
            "median of {n} earlier periods of {days} days",
            n=len(sides.windows),
            days=now,
        ).text()
    elif base is not None and (now == 1 or base == "prev:28"):
        said = base_long(base)
    if older.days == now or comparison.is_daily_mean:
        return said
    if base == "prev:28" and now == 1 and (metric.denominator or metric.over == "mean"):
        return said
    return _of_other_length(metric, said, older.days, now)


def _of_other_length(metric: Metric, said: str, then: int, now: int) -> str:
    if metric.denominator:
        return note(
            "{base} ({then} days against {now})", base=said, then=then, now=now
        ).text()
    if metric.over == "mean":
        return note("{base} (means of a day)", base=said).text()
    return note(
        "{base}, scaled from {then} days to {now}", base=said, then=then, now=now
    ).text()


def base_note(comparison: Comparison, sides: Sides) -> str:
    """Say which days a median is taken from, and which of them it is; else nothing."""
    if comparison.of < 2:
        return ""
    n = str(len(sides.windows))
    if len(sides.windows) < comparison.of:
        n = note(
            "{n} (of {of}: days of the calendar, or without a figure, are left out)",
            n=n,
            of=comparison.of,
        ).text()
    days = ", ".join(days_named(one.span) for one in sides.windows)
    if len(sides.bases) == 1:
        return note(
            "the base is the median of {n}: {days}; it is that of {middle}",
            n=n,
            days=days,
            middle=days_named(sides.bases[0].span),
        ).text()
    return note(
        "the base is the median of {n}: {days}; it is the mean of the middle two,"
        " {first} and {second}, and every part is the mean against both",
        n=n,
        days=days,
        first=days_named(sides.bases[0].span),
        second=days_named(sides.bases[-1].span),
    ).text()


def length_note(metric: Metric, sides: Sides) -> Note | None:
    """Warn of periods of different length, and say what was done about it."""
    now, then = sides.now.span.days, sides.bases[0].span.days
    if now == then:
        return None
    if metric.denominator:
        return note(
            "periods of different length: {now} days against {then}; a ratio is that"
            " of all its days, nothing is scaled",
            now=now,
            then=then,
        )
    if metric.over == "mean":
        return note(
            "periods of different length: both are means of a day ({now} days"
            " against {then})",
            now=now,
            then=then,
        )
    return note(
        "periods of different length: the base is scaled from {then} days to {now}",
        then=then,
        now=now,
    )


def days_named(span: Span) -> str:
    """Write one day, or both ends."""
    if span.first == span.last:
        return span.first.isoformat()
    return note("{first} to {last}", first=span.first, last=span.last).text()


def swing_text(told: Told, swing: Swing) -> str:
    """Say that a move is no larger than usual; empty where it is larger."""
    if swing.is_usual and swing.half is not None:
        return note(
            "Not distinguishable from its usual swing: {move} is within {low} to {high}"
            " ({deviations} robust deviations of {n} earlier comparisons).",
            move=_move(told, swing, swing.moved),
            low=_move(told, swing, _down(swing, swing.half)),
            high=_move(told, swing, swing.half),
            deviations=DEVIATIONS,
            n=swing.n,
        ).text()
    if swing.is_chance and swing.chance is not None:
        return note(
            "Not distinguishable from chance: of samples this small {p} differ by"
            " {move} or more (test of two proportions).",
            p=formats.rate(swing.chance),
            move=_move(told, swing, swing.moved).lstrip("+-"),
        ).text()
    return ""


def beyond_text(told: Told, swing: Swing) -> str:
    """Say how far it usually goes, of a move that is larger; or that it is unknown."""
    if swing.half is None:
        return note(
            "Its usual swing is not known ({n} earlier comparisons of {needs}).",
            n=swing.n,
            needs=swing.needs,
        ).text()
    if not swing.half:
        return note(
            "Usually it does not move at all ({n} earlier comparisons).", n=swing.n
        ).text()
    return note(
        "Larger than usual: {low} to {high} in {n} earlier comparisons.",
        low=_move(told, swing, _down(swing, swing.half)),
        high=_move(told, swing, swing.half),
        n=swing.n,
    ).text()


def _down(swing: Swing, half: float) -> float:
    """Return the lower end; nothing falls by more than all of it."""
    return -min(half, 1.0) if swing.is_relative else -half


def _move(told: Told, swing: Swing, value: float) -> str:
    if swing.is_relative:
        return formats.change(value, "multiple")
    return told.part(value)
