"""What studies of users stand on: kept as it is until something has changed."""

from pathlib import Path

from cockpit import paths
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.users.effort import Trial
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import StudyTerms
from cockpit.groupbook import USUAL, load_groups
from cockpit.settings.model import Config
from cockpit.snapshot.why import DatedEvent
from cockpit.sopbook import fingerprints
from cockpit.studying import Ground
from cockpit.text.i18n import spoken


class Grounds:
    """Makes the ground of a session, and another one only when it has to.

    Args:
        workspace: Its folder.
        config: Its configuration.
    """

    def __init__(self, workspace: Path, config: Config) -> None:
        self._workspace = workspace
        self._config = config
        self._mark: object = None
        self._ground: Ground | None = None

    def of(self, scene: Scene, happened: tuple[DatedEvent, ...] = ()) -> Ground:
        """Return the ground of a scene: the same object while nothing has changed.

        Args:
            scene: The moment.
            happened: What the log knows of the days.
        """
        groups = fingerprints(self._workspace, (USUAL,))
        facts = scene.facts
        hour = scene.moment.replace(minute=0, second=0, microsecond=0)
        mark = (scene.data_revision, facts.has_people, hour, groups, spoken(), happened)
        if self._ground is None or mark != self._mark:
            self._ground, self._mark = self._make(scene, happened), mark
        return self._ground

    def _make(self, scene: Scene, happened: tuple[DatedEvent, ...]) -> Ground:
        groups = load_groups(self._workspace)
        attribution = self._config.attribution
        terms = StudyTerms(
            horizons=self._config.ltv.horizons,
            calibration_end=self._config.ltv.calibration_end,
            purchase_model=self._config.ltv.purchase_model,
            ticket_cost=self._config.ltv.ticket_cost,
            grouping=groups.spec,
            saved=groups.file,
            active_events=self._config.workspace.active_events,
            attribution=AttributionTerms(
                look_back_days=attribution.look_back_days,
                journeys=attribution.journeys,
                half_life_days=attribution.half_life_days,
                markov_order=attribution.markov_order,
                direct=attribution.direct,
                session_minutes=attribution.session_minutes,
                open_journeys=attribution.open_journeys,
            ),
            kol_limit=attribution.kol_limit,
            trials=tuple(
                Trial(card.id, card.name, card.hypothesis, card.start, card.end)
                for card in self._config.experiment
            ),
        )
        problems = tuple(problem.note.text() for problem in groups.problems)
        keep = paths.make_private(paths.cache_folder(self._workspace))
        return Ground(scene, terms, problems, keep, happened)
