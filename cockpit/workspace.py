"""From the configuration to what the engine is given."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from cockpit.engine.periods import minutes_of
from cockpit.engine.sources.recognition.by_profile import NamedMapping
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.views.scene import TargetSpec, Workspace
from cockpit.settings.load import Loaded
from cockpit.settings.model import Config, SourceSection, TargetSection
from cockpit.settings.profile_model import ProfileSection
from cockpit.settings.profiles import Profile


def source_specs(loaded: Loaded, *, secret: bytes = b"") -> tuple[SourceSpec, ...]:
    """Fill the workspace's defaults into every ``[[source]]``.

    Args:
        loaded: The configuration.
        secret: Key of pseudonyms; empty where keys of people stay as they are.
    """
    places = zip(loaded.positions, loaded.config.source, strict=True)
    return tuple(
        replace(_spec(place, section, loaded.config), secret=secret)
        for place, section in places
    )


def _spec(place: int, section: SourceSection, config: Config) -> SourceSpec:
    common = config.workspace
    return SourceSpec(
        position=place,
        table=section.table,
        path=section.path,
        name=section.name or section.path,
        timezone=section.timezone or common.timezone,
        currency=section.currency or common.currency,
        encoding=section.encoding,
        separator=section.separator,
        header=section.header,
        columns=section.columns,
        derive=section.derive,
        constants=section.constants,
        units=section.units,
        formats=section.formats,
        settle_days=section.settle_days,
        cadence_hours=section.cadence_hours,
        pinned_headers=section.pinned_headers,
        day_starts_minutes=minutes_of(common.day_starts),
        complaint_categories=common.complaint_categories,
        business_timezone=common.timezone,
        base_currency=common.currency,
        exchange_rates=common.exchange_rates,
    )


def named_mappings(found: Iterable[Profile]) -> tuple[NamedMapping, ...]:
    """Return the profiles that files of a workspace are recognised by.

    Those that ship are examples: they are only used where a source names them.
    """
    return tuple(
        named_mapping(profile.name, profile.section)
        for profile in found
        if profile.section is not None and not profile.ships
    )


def named_mapping(name: str, section: ProfileSection) -> NamedMapping:
    """Return a profile as the engine is given it."""
    spec = SourceSpec(
        position=0,
        table=section.table,
        path="",
        name=section.title or name,
        timezone=section.timezone,
        currency=section.currency,
        encoding=section.encoding,
        separator=section.separator,
        header=section.header,
        columns=section.columns,
        derive=section.derive,
        constants=section.constants,
        units=section.units,
        formats=section.formats,
    )
    return NamedMapping(name, spec, section.recognised_by, section.file_pattern)


def workspace_of(folder: Path, config: Config) -> Workspace:
    """Return what the whole folder has in common; unnamed, it has the folder's name."""
    common = config.workspace
    return Workspace(
        name=common.name or folder.resolve().name,
        currency=common.currency,
        timezone=common.timezone,
        day_starts_minutes=minutes_of(common.day_starts),
        paid_channels=common.paid_channels,
        tiles=config.display.tiles,
        targets=tuple(_target(section) for section in config.target),
    )


def _target(section: TargetSection) -> TargetSpec:
    base = section.base
    return TargetSpec(
        metric=section.metric,
        low=section.low,
        high=section.high,
        start=section.start,
        end=section.end,
        growth=section.growth,
        base=_period(base) if isinstance(base, str) else base,
    )


def _period(text: str) -> tuple[date, date]:
    first, last = text.split(":")
    return date.fromisoformat(first), date.fromisoformat(last)
