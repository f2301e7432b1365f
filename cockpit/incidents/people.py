"""Who can act: names and what they answer for."""

from collections.abc import Sequence

import msgspec


class Person(msgspec.Struct, frozen=True):
    """Somebody on the team; ``roles`` are what they answer for."""

    name: str
    roles: tuple[str, ...] = ()


def names(roster: Sequence[Person]) -> tuple[str, ...]:
    """Return the names, in the order of the configuration."""
    return tuple(person.name for person in roster)


def holders(roster: Sequence[Person], role: str) -> tuple[str, ...]:
    """Return who answers for a role."""
    return tuple(person.name for person in roster if role in person.roles)
