"""How a metric is taken apart: a path of questions, each below a row of the last."""

from msgspec.structs import replace

from cockpit.snapshot.drill import DrillQuery, DrillSnapshot
from cockpit.snapshot.health import HealthQuery, Tile

Path = tuple[DrillQuery, ...]


def begin(tile: Tile, look: HealthQuery) -> Path:
    """Take a gauge apart by channel; one channel's gauge by campaign."""
    row = tile.row
    if row.dimension is None or row.entity is None:
        return (DrillQuery(row.metric, "channel", look),)
    narrowed = _narrowed(look, row.dimension, row.entity)
    return (DrillQuery(row.metric, "campaign", narrowed),)


def deeper(path: Path, shown: DrillSnapshot, entity: str) -> Path:
    """Go below a row; the path stays as it is where nothing lies below."""
    is_row = any(row.entity == entity for row in shown.rows)
    if not path or not shown.deeper or not is_row:
        return path
    here, level = path[-1], shown.deeper[0]
    if here.level == "day":
        return (*path, replace(here, level=level, day=entity))
    look = _narrowed(here.look, here.level, entity)
    return (*path, replace(here, level=level, look=look))


def renewed(path: Path, look: HealthQuery) -> Path:
    """Keep the path and its narrowing when range, base or day of the view change."""
    return tuple(
        replace(step, look=replace(look, where=step.look.where, needle=""))
        for step in path
    )


def _narrowed(look: HealthQuery, by: str, entity: str) -> HealthQuery:
    where = tuple(pair for pair in look.where if pair[0] != by)
    return replace(look, where=(*where, (by, entity)), needle="")
