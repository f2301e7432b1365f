"""What was recognised, as the text of a ``cockpit.toml`` with its reasons."""

from collections.abc import Iterator, Sequence
from typing import Final

from cockpit.engine.sources.recognition.decisions import Decisions
from cockpit.settings.writing import SourceText, comment, source_text
from cockpit.snapshot.recognition import ColumnGuess, SourceGuess
from cockpit.text.notes import note

_MOST_RIVALS: Final = 3
_KEYS: Final = ("columns", "derive", "constants", "formats", "units")


def text_of(
    guess: SourceGuess,
    decisions: Decisions,
    pinned: Sequence[Sequence[str]],
    *,
    currency: str,
) -> str:
    """Write the ``[[source]]`` of a group, each guess with its evidence.

    Args:
        guess: What people are told of it.
        decisions: Keys that the header does not tell by itself.
        pinned: The headers of its files; empty where there is none to hold to.
        currency: The workspace's; another one of the files is written down.
    """
    keys = {name: getattr(decisions, name) for name in _KEYS}
    is_told = guess.currency == currency or guess.profile
    return source_text(
        SourceText(
            {
                "profile": guess.profile,
                "table": "" if guess.profile else guess.table,
                "path": guess.path,
                "currency": "" if is_told else guess.currency,
                **keys,
                "pinned_headers": [list(names) for names in pinned],
            },
            above=tuple(_above(guess)),
            beside=dict(_beside(decisions)),
        )
    )


def left_out_text(guess: SourceGuess) -> str:
    """Say in comments what is not read, and why."""
    told = note("not read: {path}: {why}", path=guess.path, why=guess.message)
    lines = [told.text(), *_questions(guess)]
    return "".join(f"{comment(line)}\n" for line in lines)


def head_lines() -> tuple[str, ...]:
    """Return what stands at the top of a new file."""
    return (
        note(
            "Written by `cockpit init`: what each file was taken for, and why."
        ).text(),
        note(
            "Every key may be changed here; `cockpit config validate` names mistakes."
        ).text(),
    )


def rate_lines(currencies: Sequence[str], base: str) -> tuple[str, ...]:
    """Return the comment in which rates of other currencies are to be filled in."""
    if not currencies:
        return ()
    rates = ", ".join(f"{currency} = ..." for currency in currencies)
    asked = note("fill in how much {base} one unit is; without it rows wait", base=base)
    return (f"exchange_rates = {{ {rates} }}", asked.text())


def _above(guess: SourceGuess) -> Iterator[str]:
    found = note(
        "{files} files, {rows} rows looked at, {first} to {last}; {encoding}",
        files=len(guess.files),
        rows=guess.rows,
        first=guess.first or "-",
        last=guess.last or "-",
        encoding=guess.encoding,
    )
    yield found.text()
    if guess.grain:
        yield note("one row: {grain}", grain=" × ".join(guess.grain)).text()
    yield from _why(guess)
    yield from (_column(column) for column in guess.columns)
    yield from _questions(guess)


def _why(guess: SourceGuess) -> Iterator[str]:
    """Say what speaks for the table, and for the platform or the profile."""
    reasons = "; ".join(guess.platform_reasons)
    if guess.profile:
        yield note(
            "{table} by {profile}: {reasons}",
            table=guess.table,
            profile=guess.platform_name,
            reasons=reasons,
        ).text()
        return
    rivals = [f"{r.name} {r.score:.1f}" for r in guess.rivals[:_MOST_RIVALS]]
    yield note(
        "{table} by its columns, score {score}; next: {rivals}",
        table=guess.table,
        score=f"{guess.score:.1f}",
        rivals=", ".join(rivals) or "-",
    ).text()
    if guess.platform:
        yield note(
            "{platform}: {reasons}", platform=guess.platform_name, reasons=reasons
        ).text()


def _column(column: ColumnGuess) -> str:
    if not column.canonical:
        why = column.reason or note("not used").text()
        return f"  {column.column}: {why}"
    more = [column.by, column.reason, column.unit, column.currency]
    if column.rivals:
        names = ", ".join(rival.name for rival in column.rivals)
        more.append(note("not {names}", names=names).text())
    evidence = ", ".join(dict.fromkeys(part for part in more if part))
    return f"  {column.column} = {column.canonical} ({evidence})"


def _questions(guess: SourceGuess) -> Iterator[str]:
    """Mark what nobody has confirmed."""
    for question in guess.questions:
        if question.answer:
            continue
        others = [c.value for c in question.choices if c.value != question.default]
        if question.default:
            marked = note(
                "NOT CONFIRMED: {question} Taken: {taken}; other answers: {others}",
                question=question.text,
                taken=question.default,
                others=", ".join(others[:_MOST_RIVALS]) or "-",
            )
        else:
            marked = note(
                "NOT ANSWERED: {question} Answers: {others}",
                question=question.text,
                others=", ".join(others[: 2 * _MOST_RIVALS]) or "-",
            )
        yield marked.text()


def _beside(decisions: Decisions) -> Iterator[tuple[str, str]]:
    for key in _KEYS:
        told = []
        for canonical in getattr(decisions, key):
            why = decisions.reasons.get(canonical)
            words = [f"{canonical}: {why.text()}"] if why is not None else []
            if canonical in decisions.unsure:
                words = [*(words or [canonical]), note("not confirmed").text()]
            told += [", ".join(words)] if words else []
        if told:
            yield key, "; ".join(told)
