"""Which metrics cannot be computed, and which table or column would unlock them."""

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.views.courses import Courses
from cockpit.engine.views.scene import Scene
from cockpit.text.notes import Note, note


def absent_metrics(scene: Scene, courses: Courses) -> dict[str, str]:
    """Return the reason for every metric of the catalogue that has no figure."""
    reasons = {}
    for metric in scene.listed.values():
        if metric.id in scene.elsewhere:
            continue
        reason = _reason(scene, courses, metric)
        if reason is not None:
            reasons[metric.id] = reason.text()
    return reasons


def _reason(scene: Scene, courses: Courses, metric: Metric) -> Note | None:
    missing = [table for table in metric.tables if table not in scene.tables]
    if missing:
        return note("needs the table {tables}", tables=", ".join(missing))
    columns = [name for name in metric.columns if name not in scene.columns]
    if columns:
        return note("needs the column {columns}", columns=", ".join(columns))
    if not courses.whole(metric) and not courses.where:
        return note("no day on which everything it needs is known")
    return None
