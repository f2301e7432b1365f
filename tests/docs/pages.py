"""The pages of ``docs/`` that are made from the program, so that they cannot lie."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click
import msgspec

from cockpit.cli.main import cli
from cockpit.paths import PROFILES
from cockpit.settings.expect import expectation
from cockpit.settings.model import Config, Section
from cockpit.settings.profile_model import ProfileSection
from cockpit.settings.render import written
from cockpit.snapshot.alarms import AlarmRow, AlarmsSnapshot
from cockpit.snapshot.contract import ordered
from cockpit.snapshot.demand import DemandRow, DemandSnapshot
from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.faults import FaultRow, FaultsSnapshot
from cockpit.snapshot.health import HealthRow, HealthSnapshot
from cockpit.snapshot.incidents import IncidentRow, IncidentsSnapshot
from cockpit.snapshot.lifecycle import LifecycleRow, LifecycleSnapshot
from cockpit.snapshot.lift import LiftRow, LiftSnapshot
from cockpit.snapshot.ltv import LtvRow, LtvSnapshot, LtvUser, LtvUsersSnapshot
from cockpit.snapshot.metrics import MetricRow, MetricsSnapshot
from cockpit.snapshot.recognition import RecognitionSnapshot, SourceGuess
from cockpit.snapshot.requests import RequestRow, RequestsSnapshot
from cockpit.snapshot.retention import RetentionRow, RetentionSnapshot
from cockpit.snapshot.rfm import RfmRow, RfmSnapshot, RfmUser, RfmUsersSnapshot
from cockpit.snapshot.segments import (
    SegmentRow,
    SegmentsSnapshot,
    SegmentUser,
    SegmentUsersSnapshot,
)
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from tests.docs import structs
from tests.docs.faults_page import faults_page
from tests.docs.metrics_page import metrics_page
from tests.docs.recognition_page import recognition_page

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs"
_MADE: Final = "<!-- Made by `make docs`; do not edit. -->\n"
VIEWS: Final[tuple[tuple[type[Envelope], type[msgspec.Struct]], ...]] = (
    (HealthSnapshot, HealthRow),
    (MetricsSnapshot, MetricRow),
    (SourcesSnapshot, SourceRow),
    (FaultsSnapshot, FaultRow),
    (RequestsSnapshot, RequestRow),
    (AlarmsSnapshot, AlarmRow),
    (LifecycleSnapshot, LifecycleRow),
    (RetentionSnapshot, RetentionRow),
    (RfmSnapshot, RfmRow),
    (RfmUsersSnapshot, RfmUser),
    (SegmentsSnapshot, SegmentRow),
    (SegmentUsersSnapshot, SegmentUser),
    (DemandSnapshot, DemandRow),
    (LtvSnapshot, LtvRow),
    (LtvUsersSnapshot, LtvUser),
    (LiftSnapshot, LiftRow),
    (IncidentsSnapshot, IncidentRow),
    (RecognitionSnapshot, SourceGuess),
)
LISTS: Final = frozenset({RfmUsersSnapshot, SegmentUsersSnapshot, LtvUsersSnapshot})
"""What ``--users`` prints, under the name of its view."""


def pages() -> dict[Path, str]:
    """Return the text of every generated page by its file."""
    return {
        FOLDER / "cli.md": _page(_cli()),
        FOLDER / "configuration.md": _page(_configuration()),
        FOLDER / "faults.md": _page(faults_page()),
        FOLDER / "json.md": _page(_json()),
        FOLDER / "metrics.md": _page(metrics_page()),
        FOLDER / "recognition.md": _page(recognition_page()),
    }


def _page(blocks: Iterator[str]) -> str:
    return _MADE + "\n" + "\n\n".join(blocks) + "\n"


def _cli() -> Iterator[str]:
    yield "# Command line"
    yield (
        "Data goes to stdout, talk to stderr. Without a command `cockpit` is"
        " `cockpit open`. Where there is no terminal, `open` and `demo` print the"
        " health view as text and end."
    )
    yield "\n".join(
        [
            "| exit code | meaning |",
            "|---|---|",
            "| 0 | printed; rejected rows are warnings |",
            "| 1 | `check`: watch or yellow; `rules`: something does not pass |",
            "| 2 | `check`: red |",
            "| 3 | `check`: unknown, or data or rules are broken (2 beats 3, 3 beats 1) |",
            "| 64 | usage: an unknown command, option or value |",
            "| 65 | bad data or configuration; an act that is refused; a log that is"
            " not whole |",
            "| 70 | a bug; the trace is in a log whose path is named,"
            " `COCKPIT_DEBUG=1` shows it |",
            "| 74 | input or output: no such folder, no permission, disk full |",
        ]
    )
    yield from _command(cli, "cockpit", 2)


def _command(
    command: click.Command, name: str, depth: int, parent: click.Context | None = None
) -> Iterator[str]:
    context = click.Context(
        command,
        parent=parent,
        info_name=name,
        terminal_width=80,
        **command.context_settings,
    )
    yield f"{'#' * depth} `{context.command_path}`"
    yield f"```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            inner = command.get_command(context, word)
            assert inner is not None
            yield from _command(inner, word, depth + 1, context)


def _configuration() -> Iterator[str]:
    yield "# cockpit.toml"
    yield (
        "Every key may be left out unless it says required. An unknown key or a wrong"
        " value is named with its line by `cockpit config validate`; a broken"
        " `[[source]]` is left out and the others load. `cockpit config show` prints"
        " what is in force and the line it comes from, `cockpit config schema` a JSON"
        " schema for editors."
    )
    plain_keys = [f for f in structs.fields(Config) if not _section(f)]
    for field in structs.fields(Config):
        section = _section(field)
        if section is None:
            continue
        is_list = isinstance(field.default, tuple)
        head = f"[[{field.name}]]" if is_list else f"[{field.name}]"
        yield f"## `{head}`"
        yield structs.summary(section)
        yield _keys(structs.fields(section))
    yield "## At the top of the file"
    yield _keys(plain_keys)
    yield f"## `{PROFILES}/NAME.toml`"
    yield structs.summary(ProfileSection)
    yield _keys(structs.fields(ProfileSection))
    yield "How to make one and hand it over: [your own platform](your-own-platform.md)."


def _section(field: structs.Field) -> type[Section] | None:
    found = structs.inner(field.type)
    return found[0] if found and issubclass(found[0], Section) else None


def _keys(fields: list[structs.Field]) -> str:
    lines = ["| key | expected | default | meaning |", "|---|---|---|---|"]
    for field in fields:
        expected = _cell(expectation(field.type).text())
        default = "required" if field.is_required else f"`{written(field.default)}`"
        if field.default is None and not field.is_required:
            default = ""
        lines.append(
            f"| `{field.name}` | {expected} | {_cell(default)} | {field.meaning} |"
        )
    return "\n".join(lines)


def _json() -> Iterator[str]:
    yield "# The JSON of `cockpit show`"
    yield (
        "`cockpit show VIEW --format json` prints one object. The envelope and `rows`"
        " are a contract: `schema_version` is raised when a field is taken away or"
        " changes its meaning; new fields may come at any time. CSV and Markdown have"
        " the fields of `rows` in the same order. A missing value is `null`, never 0."
        " Money is in whole units of `currency`, rates and shares are 0 to 1."
    )
    yield "## The envelope"
    yield (
        "`view` is the word after `show` (`cockpit check` prints `alarms` too), and"
        " `incidents` for `cockpit incident list`, `recognition` for `cockpit init`."
    )
    head = {field.name: field for field in structs.fields(Envelope)}
    yield _fields([head[name] for name in ordered(Envelope) if name in head])
    for view, row in VIEWS:
        name = f"{view.__struct_config__.tag}{' --users' if view in LISTS else ''}"
        yield f"## `{name}`: one row"
        yield _fields(with_shared(row))
        extras = [f for f in structs.fields(view) if _is_own(f, head)]
        if extras:
            yield f"### Beside the rows of `{name}`"
            yield _fields(extras)
    yield "## What stands beside the rows"
    yield "The parts that screens draw. Not part of the contract: they may change."
    for part in dict.fromkeys(p for view, _ in VIEWS for p in structs.parts(view)):
        if part not in {row for _, row in VIEWS}:
            yield f"### {part.__name__}"
            yield structs.summary(part)
            yield _fields(structs.fields(part))


def _is_own(field: structs.Field, head: Mapping[str, structs.Field]) -> bool:
    """Whether a view has it besides the envelope, or says more of it than that."""
    if field.name in head:
        return field.meaning != head[field.name].meaning
    return field.name != "rows"


def with_shared(row: type[msgspec.Struct]) -> list[structs.Field]:
    """Return the fields; what a metric row has too is told there."""
    shared = {field.name: field.meaning for field in structs.fields(MetricRow)}
    return [
        field._replace(meaning=field.meaning or shared.get(field.name, ""))
        for field in structs.fields(row)
    ]


def _fields(fields: list[structs.Field]) -> str:
    lines = ["| field | type | meaning |", "|---|---|---|"]
    lines += [
        f"| `{f.name}` | {_cell(structs.json_type(f.type))} | {_nulls(f.meaning)} |"
        for f in fields
    ]
    return "\n".join(lines)


def _nulls(text: str) -> str:
    return _cell(re.sub(r"\bNone\b", "`null`", text))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
