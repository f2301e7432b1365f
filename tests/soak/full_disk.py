"""Fills a small disk with a log: ``python -m tests.soak.full_disk FOLDER``."""

import sys
from pathlib import Path

from cockpit.incidents.journal import NotSaved
from tests.incidents.journal.making import add, opened


def main(place: Path) -> None:
    """Write until it is full, see what is there, make room, write on."""
    journal = opened(place / ".cockpit")
    ballast = place / "ballast"
    ballast.write_bytes(bytes(100_000))
    saved, reasons = 0, set()
    for number in range(2_000):
        try:
            saved = add(journal, f"{number} " + "x" * 500)[-1].seq
        except NotSaved as error:
            reasons.add(str(error))
            if reasons and number > 1_000:
                break
    assert reasons == {"the disk is full"}, reasons
    assert not journal.probe()
    assert len(opened(place / ".cockpit", "two").news()) == saved
    ballast.unlink()
    assert journal.probe(), journal.trouble
    assert add(journal, "on we go")[-1].seq == saved + 1
    assert journal.verify().is_whole, journal.verify()
    sys.stdout.write(f"disk full after {saved} events, none lost, then on we go\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
