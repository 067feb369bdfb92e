"""A rule: its name, what it looks for, and the function that looks."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from conversations.lint.finding import Finding, Level
from conversations.lint.subject import Subject


class Spot(NamedTuple):
    """Something wrong: the file, the place in it, and what is wrong and was probably forgotten."""

    file: str
    place: str
    message: str


class Rule(NamedTuple):
    """One row of the registry. `about` is one line for authors."""

    name: str
    about: str
    look: Callable[[Subject], Iterator[Spot]]
    level: Level = "fault"

    def findings(self, subject: Subject) -> Iterator[Finding]:
        for spot in self.look(subject):
            yield Finding(rule=self.name, file=spot.file, place=spot.place, message=spot.message, level=self.level)
