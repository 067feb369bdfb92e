"""All loaded packs, read once from a mapping of path to text, and never changed afterwards."""

from collections.abc import Mapping
from functools import cached_property

from conversations.asks import Asks, asks_of
from conversations.dating import Dating
from conversations.directory import Directory
from conversations.doubts import Doubts
from conversations.effects import Choice
from conversations.flows import Flows
from conversations.law import Law
from conversations.letters import Letters
from conversations.paperwork import Paperwork, paperwork_of
from conversations.platform_packs import Platforms
from conversations.reminder_words import Reminding, reminding_of
from conversations.scenes import Scenes, scenes_of
from conversations.steps import Steps
from conversations.telling import Telling
from conversations.texts import FALLBACK, Catalogue, Register
from conversations.understanding import Understanding

FIXED = ("numbers", "back")


class Library:
    """The content the engine thinks with. Each part is read when it is first used."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self._fixed: dict[str, tuple[Choice, ...]] = {}
        # As many as the packs have answers, in each language and register.
        self._choices: dict[tuple[str, str, str, Register, int | None], Choice] = {}

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Library":
        """`files` maps paths relative to the packs folder to their text. Raises ContentError."""
        return cls(dict(files))

    @cached_property
    def flows(self) -> Flows:
        return Flows.from_files(self.files)

    @cached_property
    def texts(self) -> Catalogue:
        return Catalogue.from_files(self.files)

    @cached_property
    def understanding(self) -> Understanding:
        return Understanding.from_files(self.files)

    @cached_property
    def dating(self) -> Dating:
        return Dating.from_files(self.files)

    @cached_property
    def telling(self) -> Telling:
        return Telling.from_files(self.files)

    @cached_property
    def directory(self) -> Directory:
        return Directory.from_files(self.files)

    @cached_property
    def steps(self) -> Steps:
        return Steps.from_files(self.files)

    @cached_property
    def letters(self) -> Letters:
        return Letters.from_files(self.files)

    @cached_property
    def asks(self) -> Mapping[str, Asks]:
        return asks_of(self.files)

    @cached_property
    def scenes(self) -> Mapping[str, Scenes]:
        return scenes_of(self.files)

    @cached_property
    def paperwork(self) -> Mapping[str, Paperwork]:
        return paperwork_of(self.files)

    @cached_property
    def reminding(self) -> Mapping[str, Reminding]:
        return reminding_of(self.files)

    def written_in(self, lang: str) -> Paperwork | None:
        """What is said of letters in a language, else in the one every text has."""
        return self.paperwork.get(lang) or self.paperwork.get(FALLBACK)

    @cached_property
    def platforms(self) -> Platforms:
        return Platforms.from_files(self.files)

    @cached_property
    def doubts(self) -> Doubts:
        return Doubts.from_files(self.files)

    @cached_property
    def law(self) -> Law:
        return Law.from_files(self.files)

    def fixed_row(self, lang: str) -> tuple[Choice, ...]:
        """The row that stands under every message."""
        if lang not in self._fixed:
            labels = {name: self.texts.render(f"fixed.{name}", lang, "tu") for name in FIXED}
            self._fixed[lang] = tuple(Choice(id=name, label=label) for name, label in labels.items())
        return self._fixed[lang]

    def choice(self, choice: str, key: str, lang: str, register: Register, number: int | None = None) -> Choice:
        """The answer with this id, its label the text of this key, with the number in it where it takes one."""
        named = choice, key, lang, register, number
        if named not in self._choices:
            slots = None if number is None else {"number": number}
            self._choices[named] = Choice(id=choice, label=self.texts.render(key, lang, register, slots))
        return self._choices[named]

    def load_what_speaks(self) -> "Library":
        """Reads all that the answer to a command or a tap needs, which is not what understands text. ContentError."""
        _ = (self.flows, self.texts, self.directory, self.steps, self.doubts)
        return self

    def load(self) -> "Library":
        """Reads everything now, so that a fault in a pack is known at start. Raises ContentError."""
        speaking = self.load_what_speaks()
        _ = (speaking.understanding, self.dating, self.telling, self.asks)
        _ = (self.scenes, self.paperwork, self.reminding)
        return self
