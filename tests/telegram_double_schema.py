"""The published Bot API description, and whether a request or an answer keeps to it.

A fault is a sentence with a path, such as `sendMessage.reply_markup.inline_keyboard[0][0].text: missing`.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SPECIFICATION = Path(__file__).parent / "data" / "specs" / "telegram-bot-api.json"
INT64 = 2**63
CONSTANT = re.compile(r'(?:always|must be) (?:"([^"]+)"|“([^”]+)”|([a-z_]+)$)')
NAMES_ITS_KIND = {"type", "source", "status"}


class Undecodable(ValueError):
    """A form field that is no value of the type the specification asks for."""


class Specification:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.methods: dict[str, Any] = {name.lower(): method for name, method in document["methods"].items()}
        self.types: dict[str, Any] = document["types"]
        self._fields = {name: {f["name"]: f for f in kind.get("fields", ())} for name, kind in self.types.items()}

    def update_kinds(self) -> list[str]:
        return [name for name in self._fields["Update"] if name != "update_id"]

    def read_request(
        self, method: str, given: Mapping[str, object], uploads: Collection[str], wire: str
    ) -> tuple[dict[str, Any], list[str]]:
        """The parameters with their types, and what is wrong with them. `wire` is "json" or "form"."""
        described = {f["name"]: f for f in self.methods[method.lower()].get("fields", ())}
        method = self.methods[method.lower()]["name"]
        values: dict[str, Any] = {}
        faults = [f"{method}.{name}: unknown parameter" for name in given if name not in described]
        for name, field in described.items():
            where = f"{method}.{name}"
            if name in given:
                values[name], found = self._read_value(given[name], field["types"], where, uploads, wire)
                faults += found
            elif name in uploads and "InputFile" in field["types"]:
                values[name] = f"attach://{name}"
            elif field["required"]:
                faults.append(f"{where}: missing")
        return values, faults

    def _read_value(
        self, raw: object, types: list[str], where: str, uploads: Collection[str], wire: str
    ) -> tuple[object, list[str]]:
        faults: list[str] = []
        for name in sorted(types, key=lambda t: t == "String"):
            try:
                value = decode_form_field(raw, name) if wire == "form" else raw
            except Undecodable as error:
                faults.append(f"{where}: {error}")
                continue
            found = [*self.faults(name, value, where), *dangling_uploads(value, uploads, where)]
            if not found:
                return value, []
            faults += found
        return raw, faults

    def answer_faults(self, method: str, result: object) -> list[str]:
        return self._any_of(self.methods[method.lower()]["returns"], result, f"answer of {method}")

    def faults(self, type_name: str, value: object, where: str) -> list[str]:
        if type_name.startswith("Array of "):
            return self._array_faults(type_name.removeprefix("Array of "), value, where)
        if type_name in PRIMITIVES:
            return [] if PRIMITIVES[type_name](value) else [f"{where}: {type(value).__name__} is no {type_name}"]
        kind = self.types[type_name]
        if "subtypes" in kind:
            return self._any_of(kind["subtypes"], value, where)
        return list(self._object_faults(type_name, value, where))

    def _array_faults(self, inner: str, value: object, where: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{where}: {type(value).__name__} is no array"]
        return [fault for at, item in enumerate(value) for fault in self.faults(inner, item, f"{where}[{at}]")]

    def _any_of(self, type_names: list[str], value: object, where: str) -> list[str]:
        tried = [self.faults(name, value, where) for name in type_names]
        return [] if not all(tried) else min(tried, key=len)

    def _object_faults(self, type_name: str, value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {type(value).__name__} is no {type_name}"
            return
        fields = self._fields[type_name]
        yield from (f"{where}.{name}: {type_name} has no such field" for name in value if name not in fields)
        for name, field in fields.items():
            if name not in value:
                if field["required"]:
                    yield f"{where}.{name}: missing"
                continue
            yield from self._any_of(field["types"], value[name], f"{where}.{name}")
            constant = constant_of(name, field["description"])
            if constant is not None and value[name] != constant:
                yield f"{where}.{name}: must be {constant}"


@cache
def constant_of(name: str, description: str) -> str | None:
    found = CONSTANT.search(description) if name in NAMES_ITS_KIND else None
    return next((group for group in found.groups() if group), None) if found else None


PRIMITIVES = {
    "String": lambda value: isinstance(value, str),
    "InputFile": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool) and -INT64 <= value < INT64,
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


def decode_form_field(raw: object, type_name: str) -> object:
    """Form fields are text: numbers and true/false as JSON writes them, objects and arrays as JSON."""
    if not isinstance(raw, str):
        raise Undecodable("not a text field")
    if type_name in ("String", "InputFile"):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        raise Undecodable(f"no JSON value of type {type_name}") from None


def dangling_uploads(value: object, uploads: Collection[str], where: str) -> Iterator[str]:
    """`attach://name` must name a part of the same request."""
    if isinstance(value, str) and value.startswith("attach://") and value.removeprefix("attach://") not in uploads:
        yield f"{where}: no part for {value}"
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from dangling_uploads(item, uploads, where)


@cache
def bot_api() -> Specification:
    return Specification(json.loads(SPECIFICATION.read_text(encoding="utf-8")))
