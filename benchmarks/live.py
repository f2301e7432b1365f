"""From the end of a write to the number on the screen, while the cockpit is open."""

from pathlib import Path
from random import Random
from time import perf_counter

from benchmarks import screens
from benchmarks.measuring import progress
from benchmarks.report import Report
from benchmarks.screens import Append
from benchmarks.sizes import Size


def measure(size: Size, scratch: Path) -> Report:
    """Append to the sample and to the large workspace."""
    sizes = {"orders": size.orders, "appended": size.appended, "appends": size.appends}
    report = Report("live", dict(sizes))
    places: list[tuple[str, Path, Append]] = [
        ("sample", screens.sample(scratch), screens.append_to_sample),
        ("large workspace", screens.large(scratch, size), screens.append_to_large),
    ]
    for name, folder, append in places:
        times = _appends(folder, append, size)
        found = report.spread(f"{name}: written to shown", times)
        report.judge(
            f"{name}: written to shown, p95", found.p95, at_most=300, unit="ms"
        )
    report.notes.append(
        "A moment is that at which the terminal got the bytes of the new number; the "
        "first append after opening is one of those timed."
    )
    return report


def _appends(folder: Path, append: Append, size: Size) -> list[float]:
    terminal = screens.opened(folder)
    try:
        terminal.settle(3.0)
        times = []
        pauses = Random(1)
        for number in range(size.appends):
            before = screens.money_of(terminal.text())
            append(folder, rows=size.appended, number=number)
            written = perf_counter()
            shown = terminal.until_shown(
                lambda text, before=before: (
                    screens.money_of(text)  # type: ignore[misc]
                    not in {"", before}
                ),
                "the new number",
            )
            times.append(shown - written)
            progress(
                f"{before} -> {screens.money_of(terminal.text())}: {times[-1]:.3f}"
            )
            terminal.settle(1.0 + pauses.random())
    finally:
        terminal.quit()
    return times
