"""What rules say of each other: names that must exist, inhibitors without a circle."""

from collections.abc import Collection, Iterable, Mapping

from cockpit.engine.alarms.mistakes import KeyPath
from cockpit.engine.alarms.reading import Reader
from cockpit.engine.alarms.rules import Inhibit, Rule
from cockpit.text.notes import note
from cockpit.text.spelling import nearest


def check_book(
    reader: Reader,
    rules: Mapping[int, Rule],
    names: Collection[str],
    windows: Collection[str],
    broken: set[int],
) -> None:
    """Note what is wrong between rules.

    Args:
        reader: Takes the mistakes.
        rules: By their position; one without an id is left alone.
        names: Ids of all rules there are, also of those in other files.
        windows: Names of the mute windows.
        broken: Positions of wrong rules; those found here are added.
    """
    by_id = {rule.id: rule for _, rule in sorted(rules.items(), reverse=True)}
    circular = in_circles(by_id.values())
    for at, rule in rules.items():
        before = len(reader.mistakes)
        path: KeyPath = ("rule", at)
        if rule.id and by_id[rule.id] is not rule:
            again = note("there is another one of this name")
            reader.wrong("duplicate", (*path, "id"), again)
        _check_windows(reader, rule, path, windows)
        for index, inhibit in enumerate(rule.inhibits):
            where = (*path, "inhibits", index)
            _check_inhibit(reader, rule, inhibit, where, names)
            _check_equal(reader, (rule, by_id.get(inhibit.rule)), inhibit, where)
        if rule.id in circular:
            what = note("rules inhibit each other in a circle")
            reader.wrong("circle", (*path, "inhibits"), what)
        if len(reader.mistakes) > before:
            broken.add(at)


def in_circles(rules: Iterable[Rule]) -> set[str]:
    """Return the rules that inhibit themselves by way of others."""
    targets = {rule.id: {each.rule for each in rule.inhibits} for rule in rules}
    return {name for name in targets if name in _reached(name, targets)}


def _reached(name: str, targets: Mapping[str, set[str]]) -> set[str]:
    """Return what a rule inhibits through others; itself at once is told apart."""
    seen: set[str] = set()
    left = targets[name] - {name}
    while left:
        seen |= left
        left = {far for near in left for far in targets.get(near, ())} - seen
    return seen


def _check_inhibit(
    reader: Reader,
    rule: Rule,
    inhibit: Inhibit,
    path: KeyPath,
    names: Collection[str],
) -> None:
    if inhibit.rule == rule.id:
        itself = note("a rule cannot inhibit itself")
        reader.wrong("circle", (*path, "rule"), itself)
    elif inhibit.rule not in names:
        what = note("no such rule: {name}", name=repr(inhibit.rule))
        reader.wrong(
            "unknown_rule", (*path, "rule"), what, nearest(inhibit.rule, names)
        )


def _check_equal(
    reader: Reader,
    pair: tuple[Rule, Rule | None],
    inhibit: Inhibit,
    path: KeyPath,
) -> None:
    """Labels that must be equal are labels of both rules."""
    for rule in pair:
        for at, name in enumerate(inhibit.equal):
            if rule is not None and name not in rule.by:
                what = note("{rule} is not by {name}", rule=rule.id, name=repr(name))
                where = (*path, "equal", at)
                reader.wrong("unknown_label", where, what, nearest(name, rule.by))


def _check_windows(
    reader: Reader, rule: Rule, path: KeyPath, windows: Collection[str]
) -> None:
    for at, name in enumerate(rule.mute_windows):
        if name not in windows:
            what = note("no such window: {name}", name=repr(name))
            where = (*path, "mute_windows", at)
            reader.wrong("unknown_window", where, what, nearest(name, windows))
