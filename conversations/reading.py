"""Reads pack files: every scalar of a YAML file stays a string, and pydantic gives the types."""

from collections.abc import Mapping
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.constructor import ConstructorError

from conversations.errors import ContentError
from conversations.facts import forgotten

Model = TypeVar("Model", bound=BaseModel)
# languages/<lang>/<name>
PARTS_OF_THE_PATH = 2
_BASE: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class StrictLoader(_BASE):  # type: ignore[misc, valid-type]
    """Strings, lists and mappings only; a name that stands twice is a fault, not a silent loss of the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        mapping: dict[str, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            names = [key.value for key, _ in node.value]
            name, mark = next((key.value, key.start_mark) for key, _ in node.value if names.count(key.value) > 1)
            raise ConstructorError(None, None, f"« {name} » stands twice", mark)
        return mapping


def read_yaml(path: str, text: str) -> dict[str, Any]:
    """The mapping a YAML file holds. `0142` stays "0142", `no` stays "no". Raises ContentError."""
    try:
        value = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - a BaseLoader builds strings, lists and mappings only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError("yaml", file=path, line=line, problem=str(error.problem)) from None
    if not isinstance(value, dict):
        raise ContentError("yaml_not_a_mapping", file=path)
    return value


def validate(path: str, model: type[Model], value: object) -> Model:
    """The value as a record. Raises ContentError naming the file, the place and what is wrong there."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        hint = forgotten(first["type"], str(first["loc"][-1]) if first["loc"] else "", model)
        raise ContentError("invalid", file=path, place=place, problem=first["msg"], forgotten=hint) from None


def under(files: Mapping[str, str], prefix: str, suffix: str = ".yaml") -> dict[str, str]:
    """The files of one folder, in the order of their names."""
    return {path: files[path] for path in sorted(files) if path.startswith(prefix) and path.endswith(suffix)}


def by_language(files: Mapping[str, str], name: str, model: type[Model]) -> dict[str, Model]:
    """Language → its record, for every `languages/<lang>/<name>`; the patterns of understanding lie one folder deeper.

    Raises ContentError.
    """
    paths = [path for path in under(files, "languages/", f"/{name}") if path.count("/") == PARTS_OF_THE_PATH]
    return {path.split("/")[1]: validate(path, model, read_yaml(path, files[path])) for path in paths}
