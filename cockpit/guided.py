"""Opens the guided screen of ``cockpit init``.

Recognition starts before Textual is imported, as the worker does when the cockpit is
opened, and in a process of its own: neither waits for the other.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cockpit import opening
from cockpit.text.i18n import Language, speak, spoken


class Outcome(NamedTuple):
    """How it ended.

    Attributes:
        code: 0, 70 after an internal error, 128 + number after a signal.
        is_ready: Whether the folder can be opened now.
        written: Path of the cockpit.toml that was written; empty if none was.
        backup: Path of the copy of the one before it.
    """

    code: int
    is_ready: bool
    written: str = ""
    backup: str = ""


def guide(
    workspace: Path, answers: Mapping[str, str], language: Language | None = None
) -> Outcome:
    """Show what the files of a folder were taken for, and take answers.

    Args:
        workspace: A folder; there must be a terminal.
        answers: What was answered before, by id of the question.
        language: As asked for; None for that of the last time, or the configured one.
    """
    wish = opening.Wish(language=language)
    display = opening.display_of(workspace)
    here = opening.place_of(workspace, wish)
    speak(opening.language_of(here, wish, display))
    drawing = opening.drawing_of(wish, display)

    from cockpit.recognition_client import RecognitionClient  # noqa: PLC0415
    from cockpit.snapshot.recognising import Request  # noqa: PLC0415

    client = RecognitionClient(workspace)
    client.ask(Request(dict(answers), spoken()))
    try:
        from cockpit.init_app import InitApp  # noqa: PLC0415 - Textual

        app = InitApp(
            client,
            here,
            workspace=workspace,
            drawing=drawing,
            is_mono=opening.is_mono(),
            answers=dict(answers),
        )
        speak(opening.language_of(here, wish, display))
        if theme := opening.theme_of(here, wish, display):
            app.wear(theme)
        code = opening.run(app)
    finally:
        client.close()
    code = opening.INTERNAL if code == 1 else code  # 1: Textual has shown the trace
    return Outcome(code, app.is_ready and not code, app.written, app.backup)
