"""Writes a profile as TOML: single keys first, then its tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from cockpit.settings.profile_model import ProfileSection
from cockpit.settings.writing import comment


def profile_text(keys: Mapping[str, Any], *, above: Sequence[str] = ()) -> str:
    """Write a profile.

    Args:
        keys: Of :class:`~cockpit.settings.profile_model.ProfileSection`.
        above: Comment lines at the top.
    """
    import tomlkit  # noqa: PLC0415 - only who saves needs it

    order = ProfileSection.__struct_fields__
    present = sorted(keys, key=order.index)
    single = [key for key in present if not isinstance(keys[key], Mapping)]
    lines = [f"{comment(line)}\n" for line in above]
    head = tomlkit.document()
    for key in single:
        value = keys[key]
        head[key] = list(value) if isinstance(value, tuple) else value
    text = "".join(lines) + tomlkit.dumps(head)
    for key in present:
        if key not in single:
            table = tomlkit.document()
            table[key] = dict(keys[key])
            text += "\n" + tomlkit.dumps(table)
    return text
