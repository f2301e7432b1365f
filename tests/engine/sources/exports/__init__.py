"""Generators of files in the shape of real exports; see :mod:`.registry`."""

from tests.engine.sources.exports import oceanengine, taobao
from tests.engine.sources.exports.registry import Expected, Shape, entered, export

__all__ = ["Expected", "Shape", "entered", "export", "oceanengine", "taobao"]
