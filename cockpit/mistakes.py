"""Mistakes in ``cockpit.toml`` that only those can tell who know tables and metrics."""

from collections.abc import Iterator

from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.sources.mapping import wrong_keys
from cockpit.paths import CONFIG_NAME
from cockpit.settings.load import Loaded
from cockpit.settings.problems import DEFAULT, Problem
from cockpit.text.notes import note
from cockpit.text.spelling import nearest
from cockpit.workspace import source_specs


def mistakes(loaded: Loaded) -> tuple[Problem, ...]:
    """Find columns that a table does not have, units, expressions and metrics.

    Metrics are left alone where files bring along their own.

    Returns:
        What is wrong beside ``loaded.problems``, by line.
    """
    found = [*_in_sources(loaded)]
    if all(source.table != "metric_series" for source in loaded.config.source):
        found += _in_metrics(loaded)
    return tuple(sorted(found, key=lambda problem: problem.line))


def _in_sources(loaded: Loaded) -> Iterator[Problem]:
    for spec in source_specs(loaded):
        for key, what in wrong_keys(spec):
            section = f"source[{spec.position}].{key.partition('.')[0]}"
            name = f"source[{spec.position}].{key}"
            origin = loaded.origins.get(name, loaded.origins.get(section, DEFAULT))
            file = origin.file or CONFIG_NAME
            yield Problem("bad_mapping", what, file, line=origin.line, key=name)


def _in_metrics(loaded: Loaded) -> Iterator[Problem]:
    places = zip(loaded.places.get("target", ()), loaded.config.target, strict=True)
    named = [(f"target[{place}].metric", target.metric) for place, target in places]
    named += [
        ("display.tiles", tile.partition("@")[0])
        for tile in loaded.config.display.tiles
    ]
    for key, metric in named:
        if metric not in catalogue():
            yield Problem(
                "unknown_metric",
                note("no such metric: {value}", value=metric),
                CONFIG_NAME,
                line=loaded.origins.get(key, DEFAULT).line,
                key=key,
                nearest=nearest(metric, catalogue()),
            )
