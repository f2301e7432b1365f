"""What the notation of rule tests does not know."""

from cockpit.text.notes import Note


class NotationError(ValueError):
    """A word that is none of the notation; ``nearest`` is the one that was meant."""

    def __init__(self, what: Note, nearest: str = "") -> None:
        super().__init__(what.template)
        self.what = what
        self.nearest = nearest
