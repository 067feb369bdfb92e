"""Rules of law by country: the schema of `countries/<cc>/law.toml`, and which of them a person may read.

Read when first asked for: most turns need none of them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from conversations.errors import ContentError
from conversations.facts import entry, read_toml, wrong
from conversations.reading import under
from conversations.records import Record
from conversations.services import Confidence, Source


class Penalty(Record):
    """The ceiling for one case. `prison`/`fine` in words where the code has ranges or levels."""

    case: str
    prison_months: StrictInt | None = None
    fine_eur: StrictInt | None = None
    minor_max_prison_months: StrictInt | None = None
    minor_max_fine_eur: StrictInt | None = None
    level: StrictInt | None = None
    prison: str = ""
    fine: str = ""

    @model_validator(mode="after")
    def _half_for_minors(self) -> "Penalty":
        if self.minor_max_prison_months and self.minor_max_prison_months * 2 != self.prison_months:
            raise ValueError("minor_max_prison_months must be half of prison_months")
        return self


class Level(Record):
    level: StrictInt
    prison: str


class Rule(Record):
    """One rule. `article` and its date are what a person reads; `sources` stay with the authors of the pack.

    `cite`: the article in few words. `regime`: the law before or after the change that the rule `changed_by` names.
    `topics`: what a person tells that it is about; `about`: what else is asked of it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z]{2}-[a-z0-9-]+$")]
    country: str
    topic: str
    article: str
    summary: str
    sources: tuple[Source, ...]
    confidence: Confidence
    region: str = ""
    created_by: str = ""
    effective_from: str = ""
    effective_status: str = ""
    valid_until: str = ""
    elements: tuple[str, ...] = ()
    required_elements: tuple[str, ...] = ()
    letter_elements: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    penalty: tuple[Penalty, ...] = ()
    levels: tuple[Level, ...] = ()
    prosecution: str = ""
    limitation: str = ""
    since_the_articles: str = ""
    bot_line: str = ""
    design_consequence: str = ""
    note: str = ""
    age_conditions: str = ""
    parents: str = ""
    removal: str = ""
    who: str = ""
    needs_human_check: StrictBool = False
    conflicts: tuple[str, ...] = ()
    cite: str = ""
    regime: Literal["", "old", "new"] = ""
    changed_by: str = ""
    topics: tuple[str, ...] = ()
    about: Literal["", "age_of_author", "short_deadline"] = ""

    @model_validator(mode="after")
    def _has_a_source(self) -> "Rule":
        if not self.sources:
            raise ValueError("a rule without a source")
        return self

    @property
    def shown(self) -> bool:
        """Whether a person may read it: read word by word or agreed upon, and nothing left to check."""
        return self.confidence == "high" and not self.needs_human_check

    @property
    def citation(self) -> str:
        return self.cite or self.article.partition(";")[0].strip()

    @property
    def usual(self) -> Penalty | None:
        """The case this program meets: the last one that says what a minor risks, else the last."""
        minors = [one for one in self.penalty if one.minor_max_prison_months]
        cases = minors or list(self.penalty)
        return cases[-1] if cases else None


class TextState(Record):
    """Which state of a code was read."""

    url: str
    mirror: str
    content_between: tuple[str, str] | None = None
    content_at_least: str = ""


class LawFile(Record):
    schema_version: StrictInt
    compiled_on: str
    next_review_due: str
    rules: tuple[Rule, ...]
    text_states: dict[str, TextState] = Field(default_factory=dict)


class Law:
    """The rules of every country."""

    def __init__(self, by_country: Mapping[str, LawFile]) -> None:
        self.by_country = by_country
        self._rules = {rule.id: rule for file in by_country.values() for rule in file.rules}
        if len(self._rules) != sum(len(file.rules) for file in by_country.values()):
            raise ContentError("rule_twice", forgotten="an id of its own for each rule")

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Law":
        """Reads every `countries/<cc>/law.toml`. Raises ContentError."""
        paths = under(files, "countries/", "/law.toml")
        return cls({path.split("/")[1].upper(): _read(path, text) for path, text in paths.items()})

    def get(self, rule_id: str) -> Rule:
        """A rule by its id, whether it may be shown or not. Raises ContentError."""
        try:
            return self._rules[rule_id]
        except KeyError:
            raise ContentError("rule_unknown", entry=rule_id) from None

    def cited(self, rule_ids: tuple[str, ...], facts_on: date | None) -> tuple[Rule, ...]:
        """Those that may be shown, for facts of that day. Both sides of a change, until its day is confirmed."""
        return tuple(rule for rule in self.shown(rule_ids) if self._holds(rule, facts_on))

    def _holds(self, rule: Rule, facts_on: date | None) -> bool:
        change = self._rules.get(rule.changed_by)
        if change is None or not change.shown or facts_on is None:
            return True
        before = facts_on < date.fromisoformat(change.effective_from)
        return rule.regime == ("old" if before else "new")

    def for_topics(self, country: str, topics: tuple[str, ...]) -> Rule | None:
        """The first rule of a country that is about one of these topics, where it may be shown."""
        file = self.by_country.get(country)
        rules = file.rules if file else ()
        return next((rule for topic in topics for rule in rules if topic in rule.topics and rule.shown), None)

    def about(self, country: str, what: str) -> Rule | None:
        """The rule of a country about something that is asked, where it may be shown."""
        file = self.by_country.get(country)
        return next((rule for rule in file.rules if rule.about == what and rule.shown), None) if file else None

    def looked_up(self, country: str) -> date:
        """The day the rules of a country were read."""
        return date.fromisoformat(self.by_country[country].compiled_on)

    def shown(self, rule_ids: tuple[str, ...]) -> tuple[Rule, ...]:
        """Those of these rules that a person may read, in the same order."""
        return tuple(rule for rule_id in rule_ids if (rule := self.get(rule_id)).shown)


def _read(path: str, text: str) -> LawFile:
    table: dict[str, Any] = read_toml(path, text)
    rules = tuple(entry(path, text, Rule, one) for one in table.pop("rule", ()))
    code = path.split("/")[1].upper()
    for rule in rules:
        if rule.country != code:
            raise wrong(path, text, rule.id, "country", "not the country of this folder", f'country = "{code}"')
    return entry(path, text, LawFile, {**table, "rules": rules})
