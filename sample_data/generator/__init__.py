"""The generator of the sample workspace.

:func:`write_workspace` writes the workspace alone, :func:`write_sample` also the
planted truths and the rest of the pinned day beside it.
"""

from sample_data.generator.shop import SEED
from sample_data.generator.workspace import write_sample, write_workspace

__all__ = ["SEED", "write_sample", "write_workspace"]
