"""The catalogue: every sentence a person can read, by key, language and register.

A text is one string, or one per register (tu, vous), or plural forms chosen by the slot `count`. Substitution is
strict: `{name}` and nothing else, every name must be given.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from babel import Locale

from conversations.errors import ContentError
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

Register = Literal["tu", "vous"]
FALLBACK = "fr"
_SLOT = re.compile(r"\{([a-z_]+)\}")
_ANY = ("", "")
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


class Signatures(Record):
    """Who signed the texts of a file. Ships empty; only `appui sign` fills it."""

    psychologist: str = ""
    lawyer: str = ""
    readers: str = ""
    on: str = ""


class TextFile(Record):
    version: int
    signed: Signatures
    texts: dict[str, str | dict[str, str | dict[str, str]]]


class Text(Record):
    """One entry of the catalogue. `forms` maps (register, plural category) to a template; "" stands for any."""

    key: str
    file: str
    forms: dict[tuple[str, str], str]

    def template(self, register: str, category: str) -> str:
        """The form for this register and plural category. Raises ContentError where the pack has none."""
        if len(self.forms) == 1 and _ANY in self.forms:
            return self.forms[_ANY]
        for wanted in (
            (register, category),
            (register, "other"),
            (register, ""),
            ("", category),
            ("", "other"),
            _ANY,
        ):
            if wanted in self.forms:
                return self.forms[wanted]
        raise ContentError("text_without_register", file=self.file, key=self.key, register=register)

    def slots(self) -> frozenset[str]:
        """The names that every use of this text must give."""
        return frozenset(name for form in self.forms.values() for name in _SLOT.findall(form))


class Catalogue:
    """All texts of all languages; a key that a language lacks falls back to French."""

    def __init__(self, texts: Mapping[str, Mapping[str, Text]], files: Mapping[str, TextFile]) -> None:
        self._texts = texts
        self.files = files

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Catalogue":
        texts: dict[str, dict[str, Text]] = {}
        read: dict[str, TextFile] = {}
        for path in under(files, "languages/"):
            if "/texts/" in path:
                read[path] = validate(path, TextFile, read_yaml(path, files[path]))
                _collect(texts.setdefault(path.split("/")[1], {}), path, read[path])
        return cls(texts, read)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._texts)

    def of(self, lang: str) -> Mapping[str, Text]:
        """The entries written in this language itself."""
        return self._texts.get(lang, {})

    def has(self, key: str, lang: str) -> bool:
        return key in self.of(lang) or key in self.of(FALLBACK)

    def render(self, key: str, lang: str, register: str, slots: Mapping[str, str | int] | None = None) -> str:
        """The text, filled. Raises ContentError for an unknown key, register or slot."""
        entry = self.of(lang).get(key)
        spoken = lang
        if entry is None:
            entry, spoken = self.of(FALLBACK).get(key), FALLBACK
        if entry is None:
            raise ContentError("text_unknown", key=key)
        given = slots or {}
        category = plural_category(spoken, int(given["count"])) if "count" in given else ""
        return fill(entry.template(register, category), given, key)


@lru_cache(maxsize=256)
def plural_category(lang: str, count: int) -> str:
    """The CLDR plural category (one, few, other, …) of a count in a language."""
    return str(Locale.parse(lang).plural_form(count))


def fill(template: str, slots: Mapping[str, str | int], key: str) -> str:
    """Replaces each `{name}`. Raises ContentError for a name that is not given."""
    if "{" not in template:
        return template

    def value(match: re.Match[str]) -> str:
        if match[1] not in slots:
            raise ContentError("slot_missing", key=key, slot=match[1])
        return str(slots[match[1]])

    return _SLOT.sub(value, template)


def _collect(into: dict[str, Text], path: str, file: TextFile) -> None:
    for key, value in file.texts.items():
        if key in into:
            raise ContentError("text_twice", file=path, key=key, also=into[key].file)
        into[key] = Text(key=key, file=path, forms=dict(_forms(path, key, value)))
        _check_braces(into[key])


def _forms(path: str, key: str, value: str | dict[str, str | dict[str, str]]) -> list[tuple[tuple[str, str], str]]:
    if isinstance(value, str):
        return [(("", ""), value.strip("\n"))]
    found: list[tuple[tuple[str, str], str]] = []
    for name, inner in value.items():
        if name in _PLURALS and isinstance(inner, str):
            found.append((("", name), inner.strip("\n")))
        elif name in ("tu", "vous") and isinstance(inner, str):
            found.append(((name, ""), inner.strip("\n")))
        elif name in ("tu", "vous") and isinstance(inner, dict) and set(inner) <= _PLURALS:
            found.extend(((name, category), form.strip("\n")) for category, form in inner.items())
        else:
            raise ContentError("text_form_unknown", file=path, key=key, form=name)
    return found


def _check_braces(text: Text) -> None:
    for form in text.forms.values():
        rest = _SLOT.sub("", form)
        if "{" in rest or "}" in rest:
            raise ContentError("text_braces", file=text.file, key=text.key)
