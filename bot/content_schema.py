"""JSON Schema of every kind of pack file, for editors that complete and check while typing."""

from typing import Any

from pydantic import BaseModel

from conversations.asks_file import AsksFile
from conversations.country import CountryFile, LinesFile
from conversations.date_words import DatesFile
from conversations.dating import SchoolYearFile
from conversations.doubts import DoubtsFile
from conversations.flows import DangerTable, Flow, Interruptions
from conversations.holidays import HolidayFile
from conversations.law import LawFile
from conversations.letters import LetterFile
from conversations.lint.style import MODELS
from conversations.paperwork import PaperworkFile
from conversations.platform_packs import GeneralFile, PlatformFile, WordsFile
from conversations.reminder_words import RemindingFile
from conversations.rules import PlacesPack, RulesPack
from conversations.scenes import ScenesFile
from conversations.school import SchoolFile
from conversations.services import ServiceFile
from conversations.spelling import SpellingPack
from conversations.steps import SeverityFile, Step, StepFile
from conversations.telling import TellingFile
from conversations.texts import TextFile
from conversations.weights import WeightsFile

# The first pattern that fits a path decides.
PACKS: dict[str, type[BaseModel]] = {
    "flows/interruptions.yaml": Interruptions,
    "flows/danger_table.yaml": DangerTable,
    "flows/*.yaml": Flow,
    "languages/*/texts/*.yaml": TextFile,
    "languages/*/understanding/spelling.yaml": SpellingPack,
    "languages/*/understanding/weights.json": WeightsFile,
    "languages/*/understanding/*.yaml": RulesPack,
    "languages/*/dates.yaml": DatesFile,
    "languages/*/telling.yaml": TellingFile,
    "languages/*/paperwork.yaml": PaperworkFile,
    "languages/*/reminding.yaml": RemindingFile,
    "countries/*/country.yaml": CountryFile,
    "countries/*/lines.yaml": LinesFile,
    "countries/*/holidays.yaml": HolidayFile,
    "countries/*/school.yaml": SchoolFile,
    "countries/*/school_year.yaml": SchoolYearFile,
    "countries/*/places.yaml": PlacesPack,
    "countries/*/severity.yaml": SeverityFile,
    "countries/*/steps.yaml": StepFile,
    "countries/*/letters.yaml": LetterFile,
    "countries/*/doubts.yaml": DoubtsFile,
    "languages/*/asks.yaml": AsksFile,
    "languages/*/scenes.yaml": ScenesFile,
    "countries/*/services.toml": ServiceFile,
    "countries/*/law.toml": LawFile,
    "platforms/general.toml": GeneralFile,
    "platforms/words.yaml": WordsFile,
    "platforms/*.toml": PlatformFile,
    **{f"style/{name}.yaml": model for name, model in MODELS.items()},
}
# Lists of tables are named in the singular in TOML, one `[[service]]` after the other.
IN_TOML = {"services": "service", "rules": "rule"}
WRITTEN_AS_TEXT = {"integer": r"^-?[0-9]+$", "number": r"^-?[0-9.]+$", "boolean": "^(true|false)$"}


def schemas() -> dict[str, Any]:
    """Path pattern → JSON Schema of the files it names."""
    return {pattern: _schema(pattern, model) for pattern, model in PACKS.items()}


def _schema(pattern: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    if model is StepFile:
        _with_steps(schema)
    if pattern.endswith(".toml"):
        _in_toml(schema)
        return schema
    relaxed: dict[str, Any] = _relaxed(schema)
    return relaxed


def _with_steps(schema: dict[str, Any]) -> None:
    """A step of a file: its key is its name there, and a country file may say only what differs."""
    step = Step.model_json_schema()
    schema.setdefault("$defs", {}).update(step.pop("$defs", {}))
    step["properties"].pop("key")
    step.pop("required", None)
    schema["$defs"]["Step"] = step
    schema["properties"]["steps"]["additionalProperties"] = {"$ref": "#/$defs/Step"}


def _in_toml(schema: dict[str, Any]) -> None:
    properties, required = schema["properties"], schema.get("required", [])
    for name, written in IN_TOML.items():
        if name in properties:
            properties[written] = properties.pop(name)
            schema["required"] = [written if one == name else one for one in required]
    properties.pop("routing", None)
    schema["properties"] = {**properties, "routing": {"type": "object"}} if "service" in properties else properties


def _relaxed(value: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """The same where numbers and true or false may be written between quotes: every scalar of YAML is read as text."""
    if isinstance(value, list):
        return [_relaxed(one) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _relaxed(one) for key, one in value.items()}
    pattern = WRITTEN_AS_TEXT.get(str(inner.get("type")))
    if pattern is None:
        return inner
    kept = {key: inner.pop(key) for key in ("default", "description", "title") if key in inner}
    return {**kept, "anyOf": [inner, {"type": "string", "pattern": pattern}]}
