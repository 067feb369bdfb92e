"""What a typed message says: danger first, then subjects, wishes, who writes, and the facts worth keeping."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from conversations.danger import Danger, is_own, judge, levels_of, marks_of, whose
from conversations.errors import ContentError
from conversations.findings import Findings, Reason, Reasons, risk_rank
from conversations.languages import Languages
from conversations.matching import Matcher
from conversations.meanings import Meaning, meaning_of
from conversations.mentions import Places, age_band, child_age, own_age, phone_numbers
from conversations.normalise import Normaliser, Typed
from conversations.patterns import Element, Hit, Pattern, PatternReader
from conversations.rules import Rule, RulesPack, places_packs, rules_packs, spelling_packs
from conversations.settling import doubtful, faint, settled_audience, settled_danger, settled_intent, settled_topics
from conversations.signs import Ruled
from conversations.spelling import merged, plain
from conversations.weights import Scales, Weighed
from conversations.wishes import ADULTS, audience_of, intent_of

WINDOW = 2_000
_OVERLAP = 200
_WRITTEN = re.compile(r"([a-z]+)(['*]?)")
_TROUBLE, _POLITE, _EXPLAINED = ("trouble",), ("polite",), ("unweighed",)
_HIDDEN = "_"
_ROLES = {"teen": "teen", "parent": "parent", "witness": "witness", "author": "author", "teacher": "teacher"}


class Heard(NamedTuple):
    """A message in words and its language, the rules found in it (`rules`: each once), and what they conclude.

    `weighed`: the words with those hidden that a rule explains, where no rule hears danger.
    """

    typed: Typed
    hits: list[Hit]
    rules: list[Meaning]
    danger: Danger
    ruled: Ruled
    lang: str
    weighed: Typed


class Understanding:
    """Deterministic and pure. Build it once, share it everywhere."""

    def __init__(
        self, normaliser: Normaliser, matcher: Matcher, languages: Languages, scales: Scales, places: Places
    ) -> None:
        self._scales = scales
        self._places = places
        self._normaliser = normaliser
        self._matcher = matcher
        self._languages = languages

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Understanding":
        """From `languages/<lang>/understanding/*.yaml` and `countries/<cc>/places.yaml`; ContentError if one fails."""
        spelling_by_language = spelling_packs(files)
        spelling = merged(spelling_by_language)
        packs = rules_packs(files)
        normaliser = Normaliser(spelling)
        places = Places(places_packs(files))
        rules = _rules(packs.values(), places)
        lists = _lists(packs)
        patterns = _patterns(rules, lists, normaliser, spelling.ranks)
        languages, scales = Languages(spelling_by_language), Scales.from_files(files)
        return cls(normaliser, Matcher(patterns, normaliser.known()), languages, scales, places)

    def read(self, text: str) -> Findings:
        """One message judged by itself; a long one in windows, the gravest first: time grows with length only."""
        if len(text) <= WINDOW:
            return self._read(text, 0)
        steps = range(0, len(text) - _OVERLAP, WINDOW - _OVERLAP)
        return _merged([self._read(text[start : start + WINDOW], start) for start in steps])

    def across(self, before: str, text: str) -> Findings | None:
        """What two messages in a row say together, where a rule sees danger in a phrase that crosses them, or where the
        second makes of a danger one that is now (« je veux mourir », « ce soir »).

        What the first says by itself is no news, and was answered.
        """
        heard = self.heard(f"{before} {text}")
        together = risk_rank(heard.danger.level)
        if together < risk_rank("high"):
            return None
        starts, ends = heard.typed.starts, heard.typed.ends
        crossing = any(starts[hit.first] < len(before) < ends[hit.last] for hit in heard.danger.hits)
        # Few pairs come so far: the first alone is looked at last.
        alone = risk_rank(self.heard(before).danger.level) if crossing or together > risk_rank("high") else together
        if alone >= together or not (crossing or alone >= risk_rank("high")):
            return None
        return self.read(f"{before} {text}")

    def normalised(self, text: str) -> list[str]:
        """The canonical words, for authors who wonder why a pattern does not match."""
        return self._normaliser.words(text)

    def _read(self, text: str, offset: int) -> Findings:
        heard = self.heard(text)
        typed, hits, rules, danger, ruled, lang, told = heard
        bars = self._scales.bars
        weighed = self._scales.weigh(told, lang, ruled)
        # What is hidden says nothing grave, and may well say what is wished.
        whole = weighed if told is typed else self._scales.weigh(typed, lang, ruled)
        said = frozenset(chain.from_iterable([rule.marks for rule in rules]))
        danger = settled_danger(danger, weighed, len(typed.words), bars, said)
        topics = settled_topics(ruled.topics, whole, len(typed.words), bars)
        audience = settled_audience(ruled, whole, len(typed.words), bars, lang)
        return Findings(
            risk=danger.level,
            risk_kinds=danger.kinds,
            concerns=danger.concerns if audience in ADULTS else whose(danger, said),
            own=audience not in ADULTS and is_own(danger, said),
            body=danger.body,
            topics=topics or (("unspecified",) if _TROUBLE in [rule.marks for rule in rules] else ()),
            platform=_union([rule.platforms for rule in rules if rule.platforms]),
            intent=settled_intent(ruled, whole, len(typed.words), bars, lang),
            audience=audience,
            lang=lang,
            facts=self._facts(typed, hits, audience),
            numbers=phone_numbers(text),
            reasons=Reasons(partial(self._reasons, heard, danger, weighed, offset)),
            faint=faint(heard.danger.level, danger.level, weighed),
            doubtful=doubtful(heard.danger.level, danger.level, weighed, len(typed.words), bars),
        )

    def heard(self, text: str) -> Heard:
        """What the rules alone make of a message: the weights are trained and asked upon it."""
        typed = self._normaliser.read(text)
        hits = _whole(typed, self._matcher.find(typed.words))
        marks = marks_of(typed, hits)
        levels = levels_of(hits, marks)
        hits = uncovered(list(levels))
        danger = judge(typed, hits, levels, marks)
        rules = list(dict.fromkeys([hit.rule for hit in hits]))
        topics = _union([rule.topics for rule in rules if rule.topics])
        audience = audience_of(typed, rules)
        intent = intent_of(typed, rules, topics, danger.level, audience)
        families = frozenset([rule.family for rule in rules])
        ruled = Ruled(danger.level, danger.kinds, topics, intent, audience, families)
        told = typed if risk_rank(danger.level) >= risk_rank("high") else _unexplained(typed, hits)
        return Heard(typed, hits, rules, danger, ruled, self._languages.of(typed.tokens), told)

    def _facts(self, typed: Typed, hits: list[Hit], audience: str) -> dict[str, str]:
        facts: dict[str, str] = {}
        for hit in [hit for hit in hits if hit.rule.facts]:
            for slot, value in hit.rule.facts:
                if slot not in facts:
                    start, end = typed.starts[hit.first], typed.ends[hit.last]
                    if hit.rule.family != "place" or self._places.named(typed.text, start, end):
                        facts[slot] = typed.text[start:end] if value == "=" else value
        age = child_age(typed.words) if audience in ADULTS else own_age(typed.words)
        if age is not None:
            facts["age_band"] = age_band(age[0])
        if "role" not in facts and audience in _ROLES and (audience,) in [hit.rule.audiences for hit in hits]:
            facts["role"] = _ROLES[audience]
        return facts

    def _reasons(self, heard: Heard, danger: Danger, weighed: Weighed, offset: int) -> tuple[Reason, ...]:
        starts, ends = heard.typed.starts, heard.typed.ends
        grave = danger.hits
        hits = [*grave, *[hit for hit in heard.hits if hit not in grave]] if grave else heard.hits
        named = [Reason(rule.id, starts[first] + offset, ends[last] + offset) for rule, first, last in hits]
        if danger.level != heard.danger.level:
            named += self._scales.reasons(danger.level, danger.kinds, heard.weighed, weighed, offset)
        return tuple(named)


def _whole(typed: Typed, hits: list[Hit]) -> list[Hit]:
    """Without the hits of rules that want the whole message, where the message says more."""
    if not [hit for hit in hits if hit.rule.whole]:
        return hits
    polite = {place for hit in hits if hit.rule.marks == _POLITE for place in range(hit.first, hit.last + 1)}
    rest = {place for place, word in enumerate(typed.words) if word not in ".?"} - polite
    return [hit for hit in hits if not (hit.rule.whole and rest.difference(range(hit.first, hit.last + 1)))]


def _unexplained(typed: Typed, hits: list[Hit]) -> Typed:
    """« Il sera là demain » says nothing of leaving: its words are hidden, the rest of the message is weighed."""
    hidden = {place for hit in hits if hit.rule.marks == _EXPLAINED for place in range(hit.first, hit.last + 1)}
    if not hidden:
        return typed
    return replace(typed, words=[_HIDDEN if place in hidden else word for place, word in enumerate(typed.words)])


def uncovered(hits: list[Hit]) -> list[Hit]:
    """Without what an idiom or a plainer reading of the same words covers."""
    covering = [hit for hit in hits if hit.rule.covers]
    if not covering:
        return hits
    covered = {
        hit
        for other in covering
        for hit in hits
        if hit.first <= other.last
        and other.first <= hit.last
        and hit.rule.id.startswith(other.rule.covers)
        and hit.rule is not other.rule
    }
    return [hit for hit in hits if hit not in covered]


def _lists(packs: Mapping[str, RulesPack]) -> dict[str, str]:
    """The named lists of all packs; ContentError where two packs mean two things by one name."""
    lists: dict[str, str] = {}
    for path, pack in packs.items():
        twice = lists.keys() & pack.lists.keys()
        if twice:
            raise ContentError("pattern.list_twice", file=path, list=min(twice), forgotten="another name")
        lists |= pack.lists
    return lists


def _rules(packs: Iterable[RulesPack], places: Places) -> list[Rule]:
    rules: list[Rule] = []
    for pack in packs:
        rules += pack.rules
        rules += [
            Rule(id=f"platform.{name}", any=_grouped(lines), platform=name) for name, lines in pack.platforms.items()
        ]
    rules += [
        Rule(id=f"place.{country.lower()}", any=lines, facts={"country": country})
        for country, lines in places.lines.items()
    ]
    return rules


def _grouped(lines: str) -> str:
    """Names separated by bars, some of several words, as alternatives of one pattern a line."""
    return "\n".join(line if "(" in line else f"({line})" for line in lines.splitlines() if line.strip())


def _patterns(
    rules: list[Rule], lists: Mapping[str, str], normaliser: Normaliser, ranks: Mapping[str, int]
) -> list[Pattern]:
    """What the lines are made of is taught to the normaliser first: it changes how the lines themselves are read."""
    lines = [(meaning_of(rule), rule.any.splitlines()) for rule in rules]
    text = plain("\n".join([*lists.values(), *(rule.any for rule in rules)]))
    written = _WRITTEN.findall(text)
    normaliser.learn([word for word, sign in written if not sign], [word for word, sign in written if sign == "*"])
    reader = PatternReader(lists, normaliser.words, ranks)
    parsed = [(rule, reader.parse(line.strip())) for rule, written in lines for line in written if line.strip()]
    normaliser.guard()
    return [_pattern(rule, elements) for rule, elements in parsed]


def _pattern(rule: Meaning, elements: tuple[Element, ...]) -> Pattern:
    try:
        return Pattern(rule, elements)
    except ContentError as error:
        raise ContentError(error.code, rule=rule.id, forgotten="a word that must stand there") from error


def _merged(parts: list[Findings]) -> Findings:
    """The gravest window speaks; what the others name is added."""
    gravest = max(parts, key=lambda part: risk_rank(part.risk))
    facts = {slot: value for part in reversed(parts) for slot, value in part.facts.items()}
    return Findings(
        risk=gravest.risk,
        risk_kinds=gravest.risk_kinds,
        concerns=gravest.concerns,
        own=gravest.own,
        body=any(part.body for part in parts),
        topics=_union([part.topics for part in parts]),
        platform=_union([part.platform for part in parts]),
        intent=gravest.intent,
        audience=gravest.audience,
        lang=parts[0].lang,
        facts=facts,
        numbers=_union([part.numbers for part in parts]),
        reasons=Reasons(lambda: tuple(dict.fromkeys(chain(gravest.reasons, *(part.reasons for part in parts))))),
        doubtful=gravest.doubtful,
        faint=gravest.faint,
    )


def _union(groups: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups))) if groups else ()
