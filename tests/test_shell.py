"""The shell of the app: what a failure leaves on the terminal."""

from pathlib import Path
from typing import ClassVar

import pytest

from cockpit.place import Place
from cockpit.shell import Shell


class _Broken(Shell):
    """Fails while it holds something of a user."""

    CSS_PATH: ClassVar = []

    def on_mount(self) -> None:
        phone = "".join(("1380", "0138", "000"))
        raise ValueError(f"no such user: {phone!r}")


async def test_a_failure_shows_where_it_was_and_no_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = _Broken(Place(), workspace=tmp_path, drawing="full", is_mono=False)
    with pytest.raises(ValueError, match="no such user"):
        async with app.run_test():
            pass
    shown = capsys.readouterr().err
    assert "on_mount" in shown
    assert "no such user: ***" in shown
    assert "13800138000" not in shown
