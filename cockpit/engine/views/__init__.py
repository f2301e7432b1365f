"""Facts to snapshot objects, one module a screen."""

from cockpit.engine.views.drill import drill
from cockpit.engine.views.health import health
from cockpit.engine.views.metrics import metrics
from cockpit.engine.views.sources import sources

__all__ = ["drill", "health", "metrics", "sources"]
