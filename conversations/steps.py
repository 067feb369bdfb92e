"""Steps as data: what may be recommended, to whom, when, why, how, with whom, and what it rests on.

`countries/int/steps.yaml` holds the steps that fit anywhere. A country file takes them over (`use: all`), changes what
is different there, and adds its own. Titles and sentences stand in the texts, under `step.<key>`.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal, get_args

from pydantic import Field

from conversations.errors import ContentError
from conversations.known import ROLES, Condition, Known, Role, any_holds
from conversations.reading import read_yaml, under, validate
from conversations.records import Record
from conversations.school import School
from conversations.services import Kind

Phase = Literal[
    "safe", "believe", "keep", "no_reply", "adult", "report", "block", "line", "school", "complaint", "care", "repair",
    "later",
]  # fmt: skip
PHASES: tuple[Phase, ...] = get_args(Phase)
Importance = Literal["must", "should", "may"]
IMPORTANCE: tuple[Importance, ...] = get_args(Importance)
Person = Literal[
    "trusted_adult", "school_adult", "head", "school_care", "above_school", "police", "health", "line", "platform",
    "lawyer", "insurer", "emergency", "other_adult",
]  # fmt: skip
Part = Literal["title", "why", "how", "say"]
SHARED = "INT"


class Rung(Record):
    """This step opens `days` days after the step `of` was done, while nothing moved; `sooner` opens it at once."""

    of: str
    days: int = Field(ge=0)
    sooner: tuple[Condition, ...] = ()


class Variant(Record):
    """Other words (`step.<key>.<name>.…`) or other services in some situations; the first that holds is taken."""

    when: Condition
    name: str = ""
    services: tuple[str, ...] = ()


class Step(Record):
    """One step. `when` empty: always; `never`: who must not see it; `after`: what comes first in a plan.

    `must` and `may` change the importance; `instead` is offered when it is refused; `replaces` are steps that it makes
    needless; `listed` whether its title may stand in a list; `see` is who to see; `need` finds its services in the
    directory; `rests_on` are ids of the law files.
    """

    key: str
    phase: Phase
    order: int
    roles: tuple[Role, ...]
    importance: Importance = "should"
    when: tuple[Condition, ...] = ()
    never: tuple[Condition, ...] = ()
    must: tuple[Condition, ...] = ()
    may: tuple[Condition, ...] = ()
    after: tuple[str, ...] = ()
    rung: Rung | None = None
    instead: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    protective: bool = False
    listed: bool = True
    see: tuple[Person, ...] = ()
    services: tuple[str, ...] = ()
    need: Kind | Literal[""] = ""
    rests_on: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()

    @cached_property
    def place(self) -> tuple[int, int]:
        """Where it stands in the one order of steps."""
        return PHASES.index(self.phase), self.order

    def allowed(self, known: Known) -> bool:
        """Whether this person may see it at all."""
        if known.speaks_as not in self.roles or (self.never and any_holds(self.never, known)):
            return False
        return self.rung is None or self._open(self.rung, known)

    @cached_property
    def signs(self) -> frozenset[str] | None:
        """Words of which one has to be known for the step to fit; None where it may fit without any."""
        signs = [{*one.topics, *one.kinds, *one.asked} for one in self.when]
        return frozenset().union(*signs) if signs and all(signs) else None

    def fits(self, known: Known) -> bool:
        """Whether it is recommended in this situation."""
        # What most steps answer with no is asked first.
        return (not self.when or any_holds(self.when, known)) and self.allowed(known)

    def weight(self, known: Known) -> int:
        """0 for what must not be missing, 2 for what gives way first."""
        if self.must and any_holds(self.must, known):
            return 0
        return 2 if self.may and any_holds(self.may, known) else IMPORTANCE.index(self.importance)

    def text_key(self, part: Part, known: Known) -> str:
        """The key of a text of this step, in the words for this person."""
        for variant in self.variants:
            if variant.name and variant.when.holds(known):
                return f"step.{self.key}.{variant.name}.{part}"
        return f"step.{self.key}.{part}"

    def services_for(self, known: Known) -> tuple[str, ...]:
        """Ids of the services named with this step."""
        return next((v.services for v in self.variants if v.services and v.when.holds(known)), self.services)

    def text_prefixes(self) -> tuple[str, ...]:
        """Every prefix of texts this step may use."""
        return f"step.{self.key}", *(f"step.{self.key}.{v.name}" for v in self.variants if v.name)

    def _open(self, rung: Rung, known: Known) -> bool:
        return any_holds(rung.sooner, known) or known.days_since.get(rung.of, -1) >= rung.days


class SeverityFile(Record):
    """The switch of severities: red, then orange, else yellow; `raised` goes one higher."""

    version: int
    red: tuple[Condition, ...]
    orange: tuple[Condition, ...]
    raised: tuple[Condition, ...]


class Narrowing(Record):
    """In a situation of its own kind, `only` these steps are recommended."""

    when: Condition
    only: tuple[str, ...]


class StepFile(Record):
    """`use`: the shared steps taken over, by key or `all`; `groups`: names for lists of topics."""

    version: int
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    use: Literal["all", ""] | tuple[str, ...] = ""
    without: tuple[str, ...] = ()
    narrowed: tuple[Narrowing, ...] = ()
    steps: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Steps:
    """Every step of every country, and the switch of severities."""

    def __init__(
        self,
        by_country: Mapping[str, Mapping[str, Step]],
        rules: SeverityFile,
        school: School,
        narrowed: tuple[Narrowing, ...] = (),
    ) -> None:
        self._by_country = by_country
        self._narrowed = tuple((one.when, frozenset(one.only)) for one in narrowed)
        self._by_role: Mapping[tuple[str, str], tuple[Step, ...]] = {
            (code, role): tuple(step for step in of.values() if role in step.roles)
            for code, of in by_country.items()
            for role in ROLES
        }
        self.severity_rules = rules
        self.school = school

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Steps":
        """Reads every `countries/<cc>/steps.yaml`. Raises ContentError."""
        read = {
            path.split("/")[1].upper(): (path, validate(path, StepFile, read_yaml(path, files[path])))
            for path in under(files, "countries/", "/steps.yaml")
        }
        if SHARED not in read:
            raise ContentError("file_missing", file="countries/int/steps.yaml", forgotten="the steps that fit anywhere")
        groups = {name: words for _, file in read.values() for name, words in file.groups.items()}
        shared = read[SHARED][1].steps
        shared_first = sorted(read.items(), key=lambda pair: pair[0] != SHARED)
        by_country = {code: _steps(path, file, shared, groups) for code, (path, file) in shared_first}
        path = "countries/int/severity.yaml"
        rules = validate(path, SeverityFile, _expand(read_yaml(path, files[path]), groups, path))
        return cls(by_country, rules, School.from_files(files), read[SHARED][1].narrowed)

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries with steps of their own, and INT."""
        return tuple(self._by_country)

    def for_country(self, country: str) -> tuple[Step, ...]:
        """The steps of a country in the one order; those that fit anywhere where it has none of its own."""
        return tuple(self._of(country).values())

    def for_role(self, country: str, role: str) -> tuple[Step, ...]:
        """Those of a country that may ever be shown to this role, in the one order."""
        return self._by_role[country if country in self._by_country else SHARED, role]

    def likely(self, known: Known) -> list[Step]:
        """Those of the role that may be recommended: most others need a word of which nothing is known."""
        words = {*known.topics, *known.risk_kinds, *known.asked}
        listed = self.for_role(known.country, known.speaks_as)
        return [step for step in listed if (signs := step.signs) is None or not signs.isdisjoint(words)]

    def by_key(self, country: str) -> Mapping[str, Step]:
        """The steps of a country by their key, in the one order."""
        return self._of(country)

    def only(self, known: Known) -> frozenset[str] | None:
        """The steps that this kind of situation is narrowed to; None where all may be recommended."""
        return next((only for when, only in self._narrowed if when.holds(known)), None)

    def get(self, key: str, country: str = "") -> Step:
        """One step. Raises ContentError for a key that this country does not have."""
        try:
            return self._of(country)[key]
        except KeyError:
            raise ContentError("step_unknown", entry=key, country=country) from None

    def has(self, key: str, country: str = "") -> bool:
        return key in self._of(country)

    def _of(self, country: str) -> Mapping[str, Step]:
        return self._by_country.get(country) or self._by_country[SHARED]


def _steps(
    path: str, file: StepFile, shared: Mapping[str, dict[str, Any]], groups: Mapping[str, tuple[str, ...]]
) -> dict[str, Step]:
    taken = shared if file.use == "all" else {key: _shared(path, key, shared) for key in file.use}
    raw = {key: value for key, value in taken.items() if key not in file.without}
    raw |= {key: {**raw.get(key, {}), **value} for key, value in file.steps.items()}
    steps = {key: _step(path, key, value, groups) for key, value in raw.items()}
    _check(path, steps)
    return dict(sorted(steps.items(), key=lambda pair: pair[1].place))


def _shared(path: str, key: str, shared: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    if key not in shared:
        raise ContentError("step_unknown", file=path, place="use", entry=key, forgotten="the key in int/steps.yaml")
    return shared[key]


def _step(path: str, key: str, value: dict[str, Any], groups: Mapping[str, tuple[str, ...]]) -> Step:
    try:
        return validate(path, Step, {"key": key, **_expand(value, groups, path)})
    except ContentError as error:
        raise ContentError(error.code, **{**error.ids, "place": f"steps.{key}.{error.ids.get('place', '')}"}) from None


def _expand(value: dict[str, Any], groups: Mapping[str, tuple[str, ...]], path: str) -> dict[str, Any]:
    """The same with every `@group` of topics replaced by its words."""

    def words(inner: object) -> object:
        if isinstance(inner, dict):
            return {key: words(one) for key, one in inner.items()}
        if isinstance(inner, list):
            return [word for one in inner for word in _words(one)]
        return inner

    def _words(one: object) -> Iterable[object]:
        if isinstance(one, str) and one.startswith("@"):
            if one[1:] not in groups:
                raise ContentError("group_unknown", file=path, entry=one, forgotten="the name under groups")
            return groups[one[1:]]
        return (words(one),)

    return {key: words(inner) for key, inner in value.items()}


def _check(path: str, steps: Mapping[str, Step]) -> None:
    """Every step that is named exists; what comes after comes later in the one order, so there is no cycle."""
    for step in steps.values():
        rung = (step.rung.of,) if step.rung else ()
        for named in (*step.after, *step.instead, *step.replaces, *rung):
            if named not in steps:
                raise ContentError("step_unknown", file=path, place=f"steps.{step.key}", entry=named)
        for earlier in (*step.after, *rung):
            if steps[earlier].place >= step.place:
                hint = f"{earlier} stands no earlier in the one order: a phase, an order, or a circle"
                raise ContentError("step_out_of_order", file=path, place=f"steps.{step.key}.after", forgotten=hint)
