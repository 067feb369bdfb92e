"""What is known at one moment of a turn, and what follows from it for the plan; each worked out once."""

from functools import cached_property

from conversations.known import Known
from conversations.plan import foremost, judged, ranked
from conversations.steps import Step, Steps


class Outlook:
    """A turn asks the same of the plan many times. It lasts as long as nothing changes that it was made from."""

    def __init__(self, known: Known, steps: Steps) -> None:
        self.known = known
        self._steps = steps

    @cached_property
    def judged(self) -> Known:
        """What is known, with its severity."""
        return judged(self.known, self._steps)

    @cached_property
    def ranked(self) -> tuple[Step, ...]:
        """Every step that fits, the most important first."""
        return ranked(self.judged, self._steps)

    def chosen(self, limit: int) -> tuple[Step, ...]:
        """At most so many of them, in the one order."""
        return foremost(self.ranked, limit)
