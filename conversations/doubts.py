"""What holds back from calling: for each first line the same five questions, answered only where a source says so.

The schema of `countries/<cc>/doubts.yaml`. What has no source is answered with « on ne sait pas ».
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from conversations.reading import read_yaml, under, validate
from conversations.records import Record

Question = Literal["parents", "bill", "silent", "asked", "chat"]
QUESTIONS: tuple[Question, ...] = get_args(Question)


class Answer(Record):
    """`text` is a key of the texts; `rests_on` what of the service says it: cost, anonymity, chat, email, facts.<n>."""

    text: str
    rests_on: str


class DoubtsFile(Record):
    """Service id → question → answer; a question that is left out has no source."""

    version: int
    lines: dict[str, dict[Question, Answer]]


class Doubts:
    """The cards of every country."""

    def __init__(self, by_country: Mapping[str, DoubtsFile]) -> None:
        self.by_country = by_country
        self._answers = {line: answers for file in by_country.values() for line, answers in file.lines.items()}

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Doubts":
        """Reads every `countries/<cc>/doubts.yaml`. Raises ContentError."""
        paths = under(files, "countries/", "/doubts.yaml")
        return cls(
            {path.split("/")[1].upper(): validate(path, DoubtsFile, read_yaml(path, files[path])) for path in paths}
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """The services that have a card."""
        return tuple(self._answers)

    def line_for(self, services: Iterable[str], country: str = "") -> str:
        """The first of these services that has a card, else the first of the country; "" where there is none."""
        named = next((one for one in services if one in self._answers), "")
        file = self.by_country.get(country)
        return named or (next(iter(file.lines), "") if file else "")

    def answer(self, line: str, question: str) -> Answer | None:
        """The answer, None where no source gives one."""
        return next((one for name, one in self._answers.get(line, {}).items() if name == question), None)
