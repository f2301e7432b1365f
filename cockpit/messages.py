"""What widgets and screens ask of the app."""

from dataclasses import dataclass

from textual.message import Message

from cockpit.snapshot.acts import Act
from cockpit.snapshot.alarms import AlarmRow, Labels
from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.quarantine import EVERY, Only
from cockpit.snapshot.studies import StudyQuery


@dataclass
class LookRequested(Message):
    """Show the health view so from now on."""

    query: HealthQuery


@dataclass
class DrillRequested(Message):
    """Take a metric apart as the last question of the path says; no path ends it."""

    path: tuple[DrillQuery, ...]


@dataclass
class StudyRequested(Message):
    """Something about users is to be shown; None: nothing any more."""

    query: StudyQuery | None


@dataclass
class TabShown(Message):
    """Another tab of the screen of users, of attribution or of data is shown."""

    tab: str


@dataclass
class RejectedRequested(Message):
    """Rows of a quarantine (no path: of all) are to be shown and are not here."""

    path: str
    first: int
    count: int
    only: Only = EVERY


@dataclass
class ReadingStopRequested(Message):
    """The look at the files that is on its way is to end."""


@dataclass
class FilesFiltered(Message):
    """Only files with this part of a name are shown from now on."""

    needle: str


@dataclass
class ScreenRequested(Message):
    """Go to another screen."""

    name: str


@dataclass
class KeyRequested(Message):
    """Act as if the key had been pressed (a click into the footer)."""

    key: str


@dataclass
class FocusMoved(Message):
    """Another gauge or row has the focus, as ``place`` names it."""

    place: str


@dataclass
class StepLooked(Message):
    """This step of this incident is looked at."""

    incident: str
    step: str


@dataclass
class TargetRequested(Message):
    """Show the path and the projection of the target."""


@dataclass
class AlarmAsked(Message):
    """Everything about one alarm is to be shown, and kept new; no rule ends it."""

    rule: str
    labels: Labels = ()


@dataclass
class OpeningRequested(Message):
    """Ask how an incident is to be opened by hand for this alarm, then open it."""

    row: AlarmRow


@dataclass
class IncidentRequested(Message):
    """Go to the incident screen and show this incident; empty: the most urgent."""

    incident: str = ""


@dataclass
class Said(Message):
    """Say this in the footer until the next key."""

    text: str


@dataclass
class NewsArrived(Message):
    """The worker has answered, published, or died."""

    news: object


@dataclass
class Acted(Message):
    """Write this act into the log."""

    act: Act


@dataclass
class ActorChosen(Message):
    """This person acts from now on."""

    name: str


@dataclass
class IncidentAsked(Message):
    """A closed incident is to be shown whole; empty: only the open ones."""

    incident: str


@dataclass
class EvidenceWanted(Message):
    """The evidence of a step is to be computed anew."""

    incident: str
    step: str


@dataclass
class ExportWanted(Message):
    """The evidence of a step is to be written out; ``keys`` are the rows picked."""

    incident: str
    step: str
    keys: tuple[str, ...]


@dataclass
class ReportWanted(Message):
    """The report is to be written, as Markdown and as JSON."""

    incident: str
