"""Procedures as TOML: every mistake is named, with its key and the nearest name."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cockpit.incidents.parsing import parse_sops, shipped_sops
from cockpit.incidents.sop import EvidenceSpec, Sop, Step

GOOD: dict[str, Any] = {"id": "one", "do": "act"}
SENSE: dict[str, Any] = {"metric": "spend", "op": "<=", "than": "0"}


def mistakes(sop: Any, **more: Any) -> list[tuple[str, str, str]]:
    """(key, sentence, nearest) of each mistake in one procedure."""
    parsed = parse_sops({"schema": 1, "sop": [sop]}, **more)
    found = [
        (".".join(map(str, one.path[2:])), one.what.text(), one.nearest)
        for one in parsed.mistakes
    ]
    assert bool(found) != bool(parsed.sops), "a broken procedure is left out"
    return found


def of_step(**step: Any) -> list[tuple[str, str, str]]:
    return mistakes({"id": "x", "roles": ["buyer"], "step": [GOOD, {**step}]})


def test_the_shipped_procedures_have_no_mistake_and_keep_their_words() -> None:
    first = shipped_sops()[0]
    assert first.banner == "禁止盲目加预算 / DO NOT ADD BUDGET"
    assert [step.due for step in first.step] == [
        "5m", "5m", "10m", "30m", "60m", "", "2h", "4h", "", "5bd",
    ]  # fmt: skip
    pause = first.step[3]
    assert pause.sense is not None
    assert (pause.sense.where, pause.sense.since) == (
        "auto:inefficient_campaigns", "done",
    )  # fmt: skip
    assert pause.evidence[0] == EvidenceSpec(
        id="paused", type="list", required=True, from_="auto"
    )


def test_all_mistakes_are_listed_not_only_the_first() -> None:
    sop = {
        "id": "x", "sevrity": "red",
        "step": [
            {"id": "one", "do": "", "due": "soon"},
            {"id": "one", "kind": "acts"},
        ],
    }  # fmt: skip
    keys = [key for key, _, _ in mistakes(sop)]
    assert keys == ["sevrity", "step.0.do", "step.1.kind", "step.1"]


@pytest.mark.parametrize(
    ("step", "key", "what", "nearest"),
    [
        ({"due": "soon"}, "due", "expected a duration such as 30m, 2h, 1d or 5bd", ""),
        ({"due": "0m"}, "due", "expected a duration such as 30m, 2h, 1d or 5bd", ""),
        ({"every": "5bd"}, "every", "expected a duration such as 30m, 2h or 1d", ""),
        ({"due": "1h", "every": "1h"}, "due", "a step that comes again has every, and no due", ""),
        ({"warn": "5m"}, "warn", "there is no deadline to warn of", ""),
        ({"due": "5m", "warn": "5m"}, "warn", "warns before the step has begun", ""),
        ({"due": "5m", "overdue": ["bell"]}, "overdue.0", 'expected "0m bell", "0m notify:NAME" or "10m escalate:NAME"', ""),
        ({"overdue": ["0m bell"]}, "overdue", "a step without a deadline is never overdue", ""),
        ({"needs": ["onne"]}, "needs.0", "no such step", "one"),
        ({"defer_until": "step:onne"}, "defer_until", "no such step", "one"),
        ({"defer_until": "later"}, "defer_until", 'expected "step:ID" or a duration such as 2h', ""),
        ({"owner": "byer"}, "owner", "no such role", "buyer"),
        ({"when": {"step": "on", "evidence": "x", "is": "y"}}, "when.step", "no such step", "one"),
        ({"sense_mode": "tick"}, "sense_mode", "there is no sense", ""),
        ({"sense": SENSE, "sense_mode": "tick"}, "sense_mode", 'data alone may verify only steps of kind = "wait"', ""),
        ({"sense": {**SENSE, "than": "little"}}, "sense.than", 'expected a threshold such as "15%", "1.5", "2pp" or "at:opened"', ""),
        ({"sense": {**SENSE, "of": "change"}}, "sense", "vs is missing", ""),
        ({"sense": {**SENSE, "where": "affectd"}}, "sense.where", "expected all, affected, auto:FUNCTION or evidence:ID", "affected"),
        ({"sense": {**SENSE, "where": "evidence:channel"}}, "sense.where", "no such evidence", ""),
        ({"sense": {**SENSE, "where": "auto:x"}}, "sense.where", "no step computes this", ""),
        ({"evidence": [{"id": "a", "type": "choice"}]}, "evidence.0", "a choice needs from: roster, auto or a list", ""),
        ({"evidence": [{"id": "a", "type": "list", "from": "auto"}]}, "evidence.0.from", "the step has no auto function to choose from", ""),
        ({"evidence": [{"id": "a", "type": "list", "from": "rooster"}]}, "evidence.0.from", 'expected "roster", "auto" or a list of choices', "roster"),
        ({"evidence": [{"id": "a", "type": "number", "min": 3}]}, "evidence.0.min", "min counts characters, entries or rows", ""),
        ({"evidence": [{"id": "a", "type": "text"}] * 2}, "evidence.1.id", "two pieces of evidence have this id", ""),
        ({"one_of": "x"}, "one_of", "no other step has this one_of", ""),
        ({"ref": "../secret"}, "ref", "a path with ..; it must stay inside the workspace", ""),
        ({"ref": "/etc/passwd"}, "ref", "an absolute path; it must be inside the workspace", ""),
        ({"ref": "a\0b"}, "ref", "a path cannot hold a NUL character", ""),
        ({"needs": ["two"]}, "", "this step waits for itself", ""),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused(
    step: dict[str, Any], key: str, what: str, nearest: str
) -> None:
    where = f"step.1.{key}" if key else "step.1"
    assert of_step(id="two", do="act", **step) == [(where, what, nearest)]


@pytest.mark.parametrize(
    ("raw", "key", "what", "nearest"),
    [
        ({"kind": "chek"}, "step.0.kind", "expected one of act, check, decide, note, wait, found 'chek'", "check"),
        ({"due": 30}, "step.0.due", "expected text in quotes, found 30", ""),
        ({"memory": "yes"}, "step.0.memory", "expected true or false, found 'yes'", ""),
        ({"needs": "one"}, "step.0.needs", "expected a list of texts, found 'one'", ""),
        ({"evidence": {}}, "step.0.evidence", "expected a list of tables", ""),
        ({"id": "Step One"}, "step.0.id", "expected a word of small letters, digits, - and _, found 'Step One'", ""),
        ({"dew": "5m"}, "step.0.dew", "unknown key", "due"),
        ({"sense": {**SENSE, "for": 0}}, "step.0.sense.for", "expected a whole number from 1, found 0", ""),
        ({"sense": {"op": "<", "than": "1"}}, "step.0.sense", "metric is missing", ""),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_named(
    raw: dict[str, Any], key: str, what: str, nearest: str
) -> None:
    assert mistakes({"id": "x", "step": [{**GOOD, **raw}]}) == [(key, what, nearest)]


def test_metrics_and_functions_are_checked_where_they_are_known() -> None:
    sop = {"id": "x", "step": [{**GOOD, "auto": "cpc_decompositon", "sense": SENSE}]}
    assert mistakes(sop, metrics=["spent", "cpc"], functions=["cpc_decomposition"]) == [
        ("step.0.auto", "no such function", "cpc_decomposition"),
        ("step.0.sense.metric", "no such metric", "spent"),
    ]


def test_a_trigger_is_a_rule_or_manual() -> None:
    assert mistakes({"id": "x", "trigger": ["cpc-surge"], "step": [GOOD]}) == [
        ("trigger.0", 'expected "manual" or "rule:ID"', "rule:cpc-surge")
    ]


def test_a_procedure_needs_steps() -> None:
    assert mistakes({"id": "x"}) == [("", "a procedure needs steps", "")]


def test_a_choice_that_a_condition_waits_for_must_exist() -> None:
    cause = {**GOOD, "evidence": [{"id": "c", "type": "choice", "from": ["real"]}]}
    when = {"step": "one", "evidence": "c", "is": "reel"}
    sop = {"id": "x", "step": [cause, {"id": "two", "do": "x", "when": when}]}
    assert mistakes(sop) == [("step.1.when.is", "no such choice", "real")]


def test_a_good_procedure_stays_beside_a_broken_one() -> None:
    parsed = parse_sops(
        {"schema": 1, "sop": [{"id": "x"}, {"id": "y", "step": [GOOD]}]}
    )
    assert ([sop.id for sop in parsed.sops], parsed.places) == (["y"], (1,))


def test_an_id_is_given_once() -> None:
    sop = {"id": "x", "step": [GOOD]}
    parsed = parse_sops({"schema": 1, "sop": [sop, sop]})
    assert [one.what.text() for one in parsed.mistakes] == ["the same id as sop[1]"]


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({}, "schema is missing: write schema = 1"),
        ({"schema": 2}, "this release reads schema 1"),
        ({"schema": 1, "sops": []}, "unknown key"),
        ({"schema": 1, "sop": {}}, "write each as [[sop]]"),
        ({"schema": 1, "sop": [5]}, "expected a table"),
    ],
)
def test_a_document_that_is_none_says_why(document: dict[str, Any], what: str) -> None:
    assert [one.what.text() for one in parse_sops(document).mistakes] == [what]


def test_the_example_of_the_documentation_has_no_mistake() -> None:
    page = Path(__file__).parents[2] / "docs" / "procedures.md"
    example = page.read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    parsed = parse_sops(tomllib.loads(example))
    assert ([sop.id for sop in parsed.sops], parsed.mistakes) == (
        ["stop-the-bleeding"], (),
    )  # fmt: skip


def test_the_documentation_names_every_key() -> None:
    page = Path(__file__).parents[2] / "docs" / "procedures.md"
    text = page.read_text(encoding="utf-8")
    keys = [key for kind in (Sop, Step) for key in kind.__struct_encode_fields__]
    assert [key for key in keys if f"`{key}`" not in text] == []
