"""What a rule says: where, what is wrong there, and what was probably forgotten."""

from typing import Literal

from conversations.records import Record

Level = Literal["fault", "warning", "note"]


class Finding(Record):
    """`file` is relative to the packs folder, `place` the key or node in it. A fault stops the build, a warning asks
    for a second look, a note counts what a person still has to do. `line` counts from 1, 0 where it is not known."""

    rule: str
    file: str
    place: str
    message: str
    level: Level = "fault"
    line: int = 0

    def __str__(self) -> str:
        file = f"{self.file}:{self.line}" if self.line else self.file
        where = ": ".join(part for part in (file, self.place) if part)
        return f"{self.level} {self.rule}  {where}: {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        return self.model_dump()
