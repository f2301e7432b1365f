"""The page of faults, made from the codes and the questions."""

from collections.abc import Iterator

from cockpit.engine.faults.catalogue import Fault, fault_codes
from cockpit.engine.faults.questions import Question, questions
from cockpit.engine.views.freshness import LATE, STALE
from cockpit.text.formats import rate


def faults_page() -> Iterator[str]:
    """Yield the blocks of ``docs/faults.md``."""
    yield "# Faults and coverage"
    yield (
        "`cockpit show faults` says what is wrong with the data, by codes that are read"
        " as the trouble codes of a car are: a letter for the part and a number. `T` is"
        " tracking (joins between tables), `S` sources (files as a whole), `R` rows and"
        " cells, `M` money and sums, `W` words that no vocabulary lists. A code never"
        " changes its meaning. `cockpit show sources` has the codes of each file."
    )
    yield (
        "A share is yellow or red where the lower end of its 95 % interval (Wilson) is"
        " beyond the threshold: the sample has to prove it. A share that is beyond it"
        " without being proved is marked as hollow (`yellow?`, `note?`). Counts that are"
        " no sample (hours, whole files) are judged as they are. The thresholds are"
        " conventions of ours, in `cockpit/engine/faults/codes.toml`, and no findings."
    )
    yield (
        "Tracking is judged by the newest 90 days; sources by all of their files. What"
        " could not be looked for is listed with the table or column that it needs, so"
        " that silence never means that all is well."
    )
    yield "## Codes"
    for fault in fault_codes().values():
        yield from _fault(fault)
    yield "## What can be asked"
    yield (
        "Each question says what it takes: tables, columns (`orders.cogs`) and grains"
        " (`ad_spend@hour`: rows that have an hour). One of the groups must be there for"
        " any answer; what makes it a better one comes after it."
    )
    yield "\n".join(
        [
            "| question | 问题 | screen | needs | better with |",
            "|---|---|---|---|---|",
            *(_question(question) for question in questions()),
        ]
    )
    yield "## How each code is counted"
    yield "\n".join(_METHODS)
    yield "## Requests"
    yield (
        "`cockpit show requests` reads the table `requests`. A request that nobody has"
        " answered is not left out: it is censored at its age (Kaplan & Meier 1958), so"
        " that open requests never make answers look quick. Quantiles have the interval"
        " of Brookmeyer & Crowley (1982) on the scale log(-log S). The share within 4 h"
        " is of requests asked at least 4 h ago, the share within 72 h of those asked at"
        " least 72 h ago. Renewals are of contracts that are due and of which the file"
        " says what became of them; all shares have Wilson intervals."
    )


_METHODS = (
    "- T102, T103: only days on which events exist; T103 begins a look-back after the"
    " first touch, because before it nobody can know. Touches of an anonymous id are"
    " those of the users it was linked to. The order and the payment themselves are no"
    " touchpoints, impressions neither.",
    "- T203: an hour is expected to have events where the median of the same hour of the"
    " day, 14 days before and after, is 10 or more and 9 in 10 of those days have some.",
    "- T204: by user and day, only of users with any event on that day: what is bought"
    " where nothing is tracked is no disagreement.",
    "- T305: conversions that all platforms claim, against all paid orders on the same"
    " days, whoever brought them.",
    "- S108: the same by days, for each source of which every day is one of business.",
    "- S105: rows of a file's last content before it was replaced; appending rows"
    " replaces nothing.",
)


def _fault(fault: Fault) -> Iterator[str]:
    yield f"### {fault.code} {fault.name.en} · {fault.name.zh}"
    yield "\n".join(
        [
            f"- {fault.text.en}",
            f"- {fault.text.zh}",
            f"- Fix: {fault.fix.en}",
            f"- 处理：{fault.fix.zh}",
            f"- {_judged(fault)}",
        ]
    )


def _judged(fault: Fault) -> str:
    if fault.judged == "fixed":
        told = f"always {fault.severity}"
        if fault.code == "S104":  # by its age: the only one that is no share
            told = f"yellow after {LATE:.0f} cadence, red after {STALE:.0f}"
    else:
        how = "proved beyond" if fault.judged == "share" else "above"
        levels = [("yellow", fault.yellow), ("red", fault.red)]
        told = ", ".join(
            f"{word} {how} {rate(at)}" for word, at in levels if at is not None
        )
    words = ", ".join(f"`{word}`" for word in fault.reader)
    return f"Judged: {told}" + (f"; the reader calls it {words}" if words else "")


def _question(question: Question) -> str:
    least = " or ".join(" + ".join(f"`{n}`" for n in group) for group in question.least)
    more = ", ".join(f"`{need}`" for need in question.more)
    names = question.question
    return f"| {names.en} | {names.zh} | {question.screen} | {least} | {more} |"
