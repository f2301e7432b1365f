"""``cockpit config``: what is in force, what may be written, what is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import click

from cockpit.cli.options import chosen_workspace, refusal, speak_of, workspace_options
from cockpit.settings.load import Loaded, load
from cockpit.settings.render import render, schema
from cockpit.text.i18n import _


@click.group()
def config() -> None:
    """The configuration: show it, check it, describe it."""


@config.command("show")
@workspace_options
def show_config(
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
) -> None:
    """Print every value in force and the line it comes from; secrets are hidden."""
    loaded = _load(workspace, sample=sample)
    if not loaded.usable:
        raise refusal(loaded)
    click.echo(render(loaded), nl=False)
    if loaded.problems:
        click.echo(refusal(loaded).message, err=True)


@config.command("schema")
def show_schema() -> None:
    """Print the JSON schema of cockpit.toml, for editors."""
    click.echo(json.dumps(schema(), indent=2, ensure_ascii=False).encode())


@config.command("validate")
@workspace_options
def validate(
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
) -> None:
    """List every mistake with its line; exit 65 if there is one.

    Looked at are cockpit.toml and the files of rules, procedures and segments.
    """
    from cockpit.filed import file_mistakes
    from cockpit.mistakes import mistakes

    folder = chosen_workspace(workspace, sample=sample)
    loaded = _load(workspace, sample=sample)
    if loaded.usable:
        found = (*mistakes(loaded), *file_mistakes(folder, loaded.config))
        problems = (*loaded.problems, *found)
        loaded = replace(loaded, problems=problems)
    if loaded.problems:
        raise refusal(loaded)
    count = _("{file}: no mistakes, {count} sources")
    click.echo(count.format(file="cockpit.toml", count=len(loaded.config.source)))


def _load(workspace: Path | None, *, sample: bool) -> Loaded:
    loaded = load(chosen_workspace(workspace, sample=sample))
    speak_of(loaded)
    return loaded
