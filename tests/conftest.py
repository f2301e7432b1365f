"""What more than one test module needs."""

import os

from hypothesis import settings

# No deadline: a busy machine is not a bug. In CI the same examples every time; on a
# developer's machine new ones at each run; the long counts belong to `make soak`.
settings.register_profile("cockpit", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("soak", deadline=None, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "cockpit"))


def few(examples: int) -> int:
    """Return how many examples a slow property gets: so many, or 500 in a soak."""
    is_soak = settings.get_current_profile_name() == "soak"
    return 500 if is_soak else examples
