"""What the rules look at: the packs as records, and every text as it will be read, with its longest plausible slots."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from conversations.law import Law
from conversations.library import Library
from conversations.lint.dated import Fact, dated_facts, newest
from conversations.lint.program import Program
from conversations.lint.slots import longest_slots
from conversations.lint.style import Style
from conversations.texts import FALLBACK, Text

_SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Form:
    """One text in one register and plural category. `raw` has its slots, `text` their longest plausible values."""

    file: str
    key: str
    lang: str
    register: str
    category: str
    kind: str
    raw: str
    text: str

    @property
    def place(self) -> str:
        return ".".join(part for part in (self.key, self.register, self.category) if part)


class Subject:
    """Everything a rule may look at. `as_of` None: the day the packs were compiled.

    `program` None where nobody read the source: rules that need it are silent.
    """

    def __init__(
        self,
        library: Library,
        files: Mapping[str, str],
        as_of: date | None = None,
        program: Program | None = None,
        *,
        live: bool = False,
    ) -> None:
        self.library = library
        self.files = files
        self._as_of = as_of
        self.program = program
        self.live = live
        self.style = Style(files)

    @cached_property
    def slots(self) -> dict[str, str]:
        """Slot → its longest plausible value."""
        return longest_slots(self.library, self.style)

    @cached_property
    def law(self) -> Law:
        return Law.from_files(self.files)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(dated_facts(self.library, self.law, self.files))

    @cached_property
    def as_of(self) -> date:
        return self._as_of or newest(self.facts)

    @cached_property
    def labels(self) -> frozenset[str]:
        """Keys that stand on a button."""
        flows = self.library.flows
        own = {choice.text for _, _, node in flows.every_node() for choice in node.choices if choice.text}
        return frozenset(own | {row.label for row in flows.interruptions.rows if row.label})

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Every text of every language in each of its forms."""
        return tuple(form for lang in self.library.texts.languages for form in self._of(lang))

    @cached_property
    def french(self) -> tuple[Form, ...]:
        return tuple(form for form in self.forms if form.lang == FALLBACK)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        return tuple(self.library.texts.of(FALLBACK).values())

    def _of(self, lang: str) -> Iterator[Form]:
        for key, text in self.library.texts.of(lang).items():
            kind = "label" if key in self.labels else self.style.kind(key)
            for (register, category), raw in text.forms.items():
                yield Form(text.file, key, lang, register, category, kind, raw, self._filled(raw))

    def _filled(self, raw: str) -> str:
        return _SLOT.sub(lambda match: self.slots.get(match[1], match[1]), raw) if "{" in raw else raw
