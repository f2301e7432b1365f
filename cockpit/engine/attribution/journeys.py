"""What each customer met before buying, and what those met who did not buy."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from math import floor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import msgspec
import polars as pl

from cockpit.engine.attribution.buckets import DIRECT, Buckets, Choice
from cockpit.engine.attribution.endings import Endings
from cockpit.engine.attribution.joining import FRAME_COLUMNS, OPEN_COLUMNS, joined
from cockpit.engine.attribution.leavings import COUNT_COLUMNS, left_out
from cockpit.engine.attribution.shelf import Aside
from cockpit.engine.attribution.staging import VERSION, Stage
from cockpit.engine.attribution.stitching import Links, links_of
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.attribution.touches import STAGES
from cockpit.engine.facts.backend import scan
from cockpit.engine.periods import last_moment
from cockpit.engine.sources.store import digest
from cockpit.snapshot.attribution import LeftOut

if TYPE_CHECKING:
    from cockpit.engine.views.study import Study

__all__ = ["DIRECT", "JOURNEY_COLUMNS", "STAGES", "Journeys", "journeys_of"]

JOURNEY_COLUMNS: Final = FRAME_COLUMNS
"""Of :attr:`Journeys.frame`, in this order."""


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """Touches before each conversion, and journeys that led to none.

    Attributes:
        channels: Code -> channel id, sorted.
        frame: ``JOURNEY_COLUMNS``, one row a journey. ``user``: place in ``users``.
            ``order``: hash of the order id (of the event where events are the
            conversions); null of a journey without one. ``date``: business day of the
            conversion, else of the last touch. ``value``: net revenue, 1/10,000; 0
            without a conversion. ``is_first``: the user's first paid order. ``path``
            (channel codes), ``ages`` (seconds before the conversion, else before the
            last touch) and ``stages`` (codes of ``STAGES``) are in time order, of one
            length and never empty.
        users: User ids (String); position = number.
        counts: What no journey has in it, by reason and day, and what that is of:
            :data:`cockpit.engine.attribution.leavings.COUNT_COLUMNS`.
        first: First day of the journeys; None: no day was asked for.
        last: Last one, inclusive.
        open: Journeys without an order whose look-back has not ended, which
            ``frame`` does not have: :data:`cockpit.engine.attribution.joining.
            OPEN_COLUMNS`. None of them, where ``endings`` knows too little.
        endings: What became of earlier journeys; None: nothing is known at all.
        touched: Business days of the oldest and the newest touch; None: there is none.
    """

    channels: tuple[str, ...] = ()
    frame: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=JOURNEY_COLUMNS)
    )
    users: pl.Series = field(
        default_factory=lambda: pl.Series("user_id", [], pl.String)
    )
    counts: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=COUNT_COLUMNS)
    )
    first: date | None = None
    last: date | None = None
    open: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=OPEN_COLUMNS)
    )
    endings: Endings | None = None
    touched: tuple[date, date] | None = None

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What no journey of the asked days has in it, by reason, in words."""
        return left_out(self.counts, self.first, self.last)

    def within(self, first: date | None, last: date | None) -> "Journeys":
        """Return the journeys of some days, both inclusive; None: no end.

        A journey is of the day of its conversion, else of its last touch. Users keep
        their numbers.
        """
        is_asked = pl.lit(value=True)
        if first is not None:
            is_asked &= pl.col("date") >= first
        if last is not None:
            is_asked &= pl.col("date") <= last
        return replace(
            self,
            frame=self.frame.filter(is_asked),
            open=self.open.filter(is_asked),
            first=first,
            last=last,
        )


def journeys_of(study: "Study", terms: AttributionTerms) -> Journeys:
    """Return all journeys up to the as-of day.

    The touches of an order are those of its user within the look-back before it, one at
    its very instant included. Touches in no order's look-back make journeys of their
    own, cut where nothing happened for as long as the look-back; one whose look-back
    has not ended before the as-of day is not known yet: it stands in ``open``, with the
    chance that it ends so. Without orders, events that say so are the conversions. Who
    an anonymous visitor was is told by all links, also those of later days.

    Touches and orders are kept on disk by buckets of users, and so are the journeys: of
    new rows only those of their users are cut again.
    """
    cutting = replace(
        terms, half_life_days=0.0, markov_order=0, open_journeys="expected"
    )
    key = ("journeys", cutting, study.as_of)
    return study.memory.once(key, partial(_journeys, study, cutting))


def _journeys(study: "Study", terms: AttributionTerms) -> Journeys:
    # Not remembered: another process may change what is on disk, and then it is asked
    # again. Of several questions at a time one brings it up to date.
    with study.memory.once("lock of staged touches", Lock):
        stage = _staged(study)
    if not stage.staged.pieces:
        return Journeys()
    choice = _choice(study, terms)
    name = digest(VERSION, msgspec.to_builtins(terms), choice.of_events)
    buckets = Buckets(stage, _folder(study) / f"cut-{name}", choice)
    whole = joined(
        buckets.cuts(), stage, as_of=study.as_of, look_back_days=terms.look_back_days
    )
    channels, frame = whole.frame()
    counts = whole.counts(is_of_events=choice.of_events)
    endings = whole.endings()
    return Journeys(
        channels,
        frame,
        whole.ids(),
        counts,
        open=whole.open(endings),
        endings=endings,
        touched=whole.touched(),
    )


def _staged(study: "Study") -> Stage:
    """Bring touches and orders on disk up to date with the files."""
    workspace = study.scene.workspace
    stage = Stage(
        _folder(study) / "staged",
        timezone=workspace.timezone,
        day_starts_minutes=workspace.day_starts_minutes,
    )
    records = study.scene.records
    links = [scan(record) for record in records if record.table == "identity"]
    stage.update(records, links_of(pl.concat(links).collect()) if links else Links())
    return stage


def _choice(study: "Study", terms: AttributionTerms) -> Choice:
    """Say what is cut; where the files know of later days, up to the as-of day."""
    touched = [r for r in study.scene.records if r.table in {"events", "orders"}]
    of_events = not any(r.table == "orders" and r.rows for r in touched)
    if all(r.last is None or r.last <= study.as_of for r in touched):
        return Choice(terms, of_events)
    workspace = study.scene.workspace
    end = last_moment(
        study.as_of,
        timezone=workspace.timezone,
        day_starts_minutes=workspace.day_starts_minutes,
    )
    return Choice(terms, of_events, study.as_of, floor(end.timestamp() * 1000) + 1)


def _folder(study: "Study") -> Path:
    """Return where buckets are kept: for good, else as long as the study's memory."""
    if study.keep is not None:
        return study.keep / "journeys"
    return study.memory.once("folder of journeys", Aside).path
