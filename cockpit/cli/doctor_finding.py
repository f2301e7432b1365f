"""One thing that ``cockpit doctor`` has found."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One line of the report; ``is_problem`` makes the exit code 65."""

    topic: str
    text: str
    is_problem: bool = False
