"""Discord's published description, and whether a request, an answer or an event keeps to it.

A fault is a sentence with a path, such as `create_message.components[0].components[0].style: missing`. A field that the
description does not have is a fault too. What discord.py sends otherwise than described, and Discord takes: ids as
numbers, numbers for the booleans of an address, `tts` with edits of messages, and `nsfw` with commands.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from discord_double_events import AMENDED, GATEWAY

SPECIFICATION = Path(__file__).parent / "data" / "specs" / "discord-openapi.json"
UPLOAD = re.compile(r"files\[(\d)\]")
SENT_ANYWAY = {"tts", "nsfw"}
Schema = Mapping[str, Any]

KINDS = {
    "null": lambda value: value is None,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def is_date(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def all_different(values: list[Any]) -> bool:
    return len({json.dumps(value, sort_keys=True) for value in values}) == len(values)


FORMATS = {
    "date-time": lambda value: is_date(value),
    "uri": lambda value: bool(urlsplit(value).scheme and urlsplit(value).netloc),
    "snowflake": lambda value: value.isdigit() and int(value) < 2**64,
    "int32": lambda value: -(2**31) <= value < 2**31,
    "int64": lambda value: -(2**63) <= value < 2**63,
}
BOUNDS = {
    "maxLength": lambda value, bound: len(value) <= bound,
    "minLength": lambda value, bound: len(value) >= bound,
    "maxItems": lambda value, bound: len(value) <= bound,
    "minItems": lambda value, bound: len(value) >= bound,
    "maxProperties": lambda value, bound: len(value) <= bound,
    "minProperties": lambda value, bound: len(value) >= bound,
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "pattern": lambda value, bound: re.search(bound, value) is not None,
    "uniqueItems": lambda value, bound: not bound or all_different(value),
}  # fmt: skip


@dataclass(frozen=True)
class Check:
    """Holds values against schemas; `from_bot` takes ids as numbers."""

    schemas: Mapping[str, Schema]
    from_bot: bool = False

    def faults(self, schema: Schema, value: object, where: str) -> list[str]:
        schema = self._opened(schema)
        if self.from_bot and schema.get("format") == "snowflake" and KINDS["integer"](value):
            value = str(value)
        if wrong := kind_fault(schema, value, where):
            return [wrong]
        found = list(plain_faults(schema, value, where))
        for union in ("oneOf", "anyOf"):
            found += self._any_of(schema[union], value, where) if union in schema else []
        for part in schema.get("allOf", ()):
            found += self.faults(part, value, where)
        return [*found, *self._inner(schema, value, where)]

    def _opened(self, schema: Schema) -> Schema:
        """Without references; an object made of several is one object."""
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[-1]]
        parts = [self._opened(part) for part in schema.get("allOf", ())]
        if not any("properties" in part for part in parts):
            return schema
        merged: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
        for part in [*parts, schema]:
            merged["properties"] |= part.get("properties", {})
            merged["required"] += part.get("required", [])
        return merged

    def _any_of(self, choices: list[Schema], value: object, where: str) -> list[str]:
        """The faults of the nearest choice, where no choice fits."""
        told: list[tuple[int, int, list[str]]] = []
        for distance, at in sorted((self._distance(choice, value), at) for at, choice in enumerate(choices)):
            found = self.faults(choices[at], value, where)
            if not found:
                return []
            told.append((distance, len(found), found))
        return min(told)[2]

    def _distance(self, choice: Schema, value: object) -> int:
        """How far the value is from what this choice is about."""
        if kind_fault(self._opened(choice), value, ""):
            return 2
        return 0 if self._names_itself(choice, value) else 1

    def _names_itself(self, choice: Schema, value: object) -> bool:
        """Whether the `type` in the value is this choice's."""
        kind = self._opened(choice).get("properties", {}).get("type", {})
        return isinstance(value, dict) and value.get("type", "") in kind.get("enum", [kind.get("const")])

    def _inner(self, schema: Schema, value: object, where: str) -> Iterator[str]:
        if isinstance(value, list) and "items" in schema:
            for at, item in enumerate(value):
                yield from self.faults(schema["items"], item, f"{where}[{at}]")
        if isinstance(value, dict) and KINDS["object"](value) and ("properties" in schema or "required" in schema):
            yield from (f"{where}.{name}: missing" for name in schema.get("required", ()) if name not in value)
        for name, inner in value.items() if isinstance(value, dict) else ():
            yield from self._field(schema, name, inner, f"{where}.{name}")

    def _field(self, schema: Schema, name: str, value: object, where: str) -> list[str]:
        if name in schema.get("properties", {}):
            return self.faults(schema["properties"][name], value, where)
        others = schema.get("additionalProperties", "properties" not in schema)
        if isinstance(others, bool):
            others = others or (self.from_bot and name in SENT_ANYWAY)
            return [] if others else [f"{where}: no such field"]
        return self.faults(others, value, where)


def kind_fault(schema: Schema, value: object, where: str) -> str:
    told = schema.get("type", [])
    kinds = [told] if isinstance(told, str) else told
    wrong = bool(kinds) and not any(KINDS[kind](value) for kind in kinds)
    return f"{where}: {type(value).__name__} is no {' or '.join(kinds)}" if wrong else ""


def plain_faults(schema: Schema, value: Any, where: str) -> Iterator[str]:
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{where}: {value!r} is none of {schema.get('enum', schema.get('const'))}"
    if value is None:
        return
    for word, holds in BOUNDS.items():
        if word in schema and not holds(value, schema[word]):
            yield f"{where}: breaks {word} {schema[word]}"
    form = schema.get("format")
    if form in FORMATS and not FORMATS[form](value):
        yield f"{where}: {value!r} is no {form}"


@dataclass(frozen=True)
class Operation:
    """One described request, by its `operationId`."""

    name: str
    verb: str
    path: str
    pattern: re.Pattern[str]
    description: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]

    def body_schema(self) -> Schema | None:
        content = self.description.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema")


def operations_of(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Those with the fewest placeholders first: `/users/@me` before `/users/{user_id}`."""
    for path in sorted(document["paths"], key=lambda path: path.count("{")):
        shared = document["paths"][path].get("parameters", [])
        pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))
        for verb, told in document["paths"][path].items():
            if verb != "parameters":
                yield Operation(told["operationId"], verb.upper(), path, pattern, told,
                                (*shared, *told.get("parameters", [])))  # fmt: skip


class Description:
    def __init__(self, document: Mapping[str, Any]) -> None:
        schemas = document["components"]["schemas"] | AMENDED | GATEWAY
        self._answers = document["components"]["responses"]
        self._operations = list(operations_of(document))
        self.check, self.check_bot = Check(schemas), Check(schemas, from_bot=True)

    def find(self, verb: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        for operation in self._operations:
            if operation.verb == verb and (found := operation.pattern.fullmatch(path)):
                return operation, found.groupdict()
        return None

    def request_faults(
        self, operation: Operation, place: Mapping[str, str], query: Mapping[str, str], body: object,
        uploads: Collection[str],
    ) -> list[str]:  # fmt: skip
        found = [*self._query_faults(operation, query), *self._place_faults(operation, place)]
        schema = operation.body_schema()
        if schema is None:
            return found + ([f"{operation.name}: takes no body"] if body is not None else [])
        return [*found, *self.check_bot.faults(schema, body, operation.name), *upload_faults(operation, body, uploads)]

    def _query_faults(self, operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
        known = {told["name"]: told["schema"] for told in operation.parameters if told["in"] == "query"}
        for name, text in query.items():
            where = f"{operation.name}?{name}"
            if name not in known:
                yield f"{where}: no such parameter"
            else:
                yield from self.check_bot.faults(known[name], from_address(text, known[name]), where)

    def _place_faults(self, operation: Operation, place: Mapping[str, str]) -> Iterator[str]:
        for told in operation.parameters:
            if told["in"] == "path" and told["name"] in place:
                yield from self.check.faults(told["schema"], place[told["name"]], f"{operation.name}/{told['name']}")

    def answer_faults(self, operation: Operation, status: int, body: object) -> list[str]:
        """A refusal by the server itself (5xx) is described nowhere."""
        if status >= 500:
            return []
        told = operation.description["responses"].get(str(status))
        if told is None and not 400 <= status < 500:
            return [f"answer of {operation.name}: {status} is not described"]
        told = told or {"$ref": "ClientErrorResponse"}
        if "$ref" in told:
            told = self._answers[told["$ref"].rsplit("/", 1)[-1]]
        schema = told.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return [f"answer of {operation.name}: has a body"] if body is not None else []
        return self.check.faults(schema, body, f"answer of {operation.name}")

    def event_faults(self, name: str, payload: object) -> list[str]:
        """Of what the gateway sends, by the name of the event or of the opcode."""
        return self.check.faults({"$ref": name}, payload, name) if name in GATEWAY else []

    def gateway_faults(self, name: str, payload: object) -> list[str]:
        """Of what the bot sends into the gateway."""
        return self.check_bot.faults({"$ref": name}, payload, name)


def from_address(text: str, schema: Schema) -> object:
    if schema.get("type") == "boolean":
        return {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), text)
    return int(text) if schema.get("type") == "integer" and text.lstrip("-").isdigit() else text


def upload_faults(operation: Operation, body: object, uploads: Collection[str]) -> Iterator[str]:
    """Parts are called files[0] … files[9]; an attachment with a small id must name one of them."""
    yield from (f"{operation.name}: part {name!r}" for name in uploads if not UPLOAD.fullmatch(name))
    inner = body.get("data", body) if isinstance(body, dict) and operation.name.endswith("response") else body
    attachments = inner.get("attachments") if isinstance(inner, dict) else None
    for number in [str(told.get("id")) for told in attachments or () if isinstance(told, dict)]:
        if len(number) == 1 and f"files[{number}]" not in uploads:
            yield f"{operation.name}.attachments: no part files[{number}]"


@cache
def discord_api() -> Description:
    return Description(json.loads(SPECIFICATION.read_text(encoding="utf-8")))
