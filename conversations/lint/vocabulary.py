"""The words of the flows: actions, cards, conditions, slots, steps and lines that the program knows."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from conversations.actions import ACTIONS
from conversations.cards import CARDS
from conversations.conditions import Condition
from conversations.flows import Flow, Node
from conversations.lint.edges import lines_of
from conversations.lint.rule import Rule, Spot
from conversations.lint.subject import Subject


def action_unknown(subject: Subject) -> Iterator[Spot]:
    for flow, name, node in subject.library.flows.every_node():
        for action in (*node.do, *(action for choice in node.choices for action in choice.do)):
            if action not in ACTIONS:
                yield _spot(flow, name, f"no action is called {action}{_near(action, ACTIONS)}")


def card_unknown(subject: Subject) -> Iterator[Spot]:
    for flow, name, node in subject.library.flows.every_node():
        for line in lines_of(node):
            if line.card and line.card not in CARDS:
                yield _spot(flow, name, f"no card is called {line.card}{_near(line.card, CARDS)}")
            if bool(line.card) is bool(line.text):
                yield _spot(flow, name, "a line is a text or a card: one of them, not both")


def condition_word(subject: Subject) -> Iterator[Spot]:
    words = subject.style.vocabulary.words
    vocabulary = {**words, "known": (*words["slot"], *words["known"]), "unknown": (*words["slot"], *words["known"])}
    for file, place, condition in _conditions(subject):
        for field in condition.model_fields_set & vocabulary.keys():
            for word in getattr(condition, field):
                if word not in vocabulary[field]:
                    message = f"{field}: {word} never holds{_near(word, vocabulary[field])}"
                    yield Spot(file, place, message)


def said_never(subject: Subject) -> Iterator[Spot]:
    """`said` looks at lines marked `once`: any other is never remembered."""
    remembered = {
        line.text or line.card
        for _, _, node in subject.library.flows.every_node()
        for line in lines_of(node)
        if line.once
    }
    for file, place, condition in _conditions(subject):
        for key in condition.said:
            if key not in remembered:
                yield Spot(file, place, f"said: {key} never holds; the line that says it lacks `once`")


def slot_word(subject: Subject) -> Iterator[Spot]:
    slots = subject.style.vocabulary.words["slot"]
    for flow, name, node in subject.library.flows.every_node():
        if node.slot and node.slot not in slots:
            yield _spot(flow, name, f"no slot is called {node.slot}{_near(node.slot, slots)}")
        for choice in node.choices:
            allowed = subject.style.vocabulary.words.get(node.slot)
            if choice.set and allowed and choice.set not in allowed:
                yield _spot(flow, name, f"{node.slot} is never {choice.set}{_near(choice.set, allowed)}")


def danger_table(subject: Subject) -> Iterator[Spot]:
    """Every kind of danger has a row and an emergency number; the last row fits whatever comes."""
    file, table = "flows/danger_table.yaml", subject.library.flows.danger
    kinds = subject.style.vocabulary.words["danger_kind"]
    for kind in kinds:
        if not any(kind in row.kinds for row in table.rows):
            yield Spot(file, "rows", f"no row for {kind}; the general one would answer it")
        if kind not in table.emergency:
            yield Spot(file, "emergency", f"no emergency number for {kind}")
    for row in table.rows:
        for word in (*row.kinds, *row.levels):
            if word not in (*kinds, *subject.style.vocabulary.words["risk"]):
                yield Spot(file, row.id, f"{word} is no kind and no level of danger{_near(word, kinds)}")
    last = table.rows[-1] if table.rows else None
    if last is None or last.kinds or last.levels or last.body is not None:
        yield Spot(file, "rows", "the last row must fit everything: no kinds, levels or body")


def line_role(subject: Subject) -> Iterator[Spot]:
    """Every role of the danger table has a line in each country that a person may be in."""
    roles = {role for row in subject.library.flows.danger.rows for role in (row.first, *row.then)}
    for country, pack in subject.library.directory.countries.items():
        needed = roles if country in subject.style.vocabulary.words["country"] else set()
        for role in sorted(needed - set(pack.lines.lines)):
            message = f"no line for {role}; the emergency number would be said instead"
            yield Spot(f"{pack.folder}/lines.yaml", role, message)


def _conditions(subject: Subject) -> Iterator[tuple[str, str, Condition]]:
    for flow, name, node in subject.library.flows.every_node():
        for condition in _of_node(node):
            yield from ((f"flows/{flow.flow}.yaml", f"{flow.flow}.{name}", one) for one in _nested(condition))
    for row in subject.library.flows.interruptions.rows:
        if row.when:
            yield from (("flows/interruptions.yaml", row.id, one) for one in _nested(row.when))


def _of_node(node: Node) -> Iterator[Condition]:
    found = (node.when, node.unless, *(line.when for line in lines_of(node)), *(choice.when for choice in node.choices))
    return (condition for condition in found if condition is not None)


def _nested(condition: Condition) -> Iterator[Condition]:
    yield condition
    for inner in (*condition.either, condition.never):
        if inner is not None:
            yield from _nested(inner)


def _near(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"; perhaps {near[0]}" if near else ""


def _spot(flow: Flow, name: str, message: str) -> Spot:
    return Spot(f"flows/{flow.flow}.yaml", f"{flow.flow}.{name}", message)


RULES = (
    Rule("action_unknown", "every action is known to the program", action_unknown),
    Rule("card_unknown", "every card is known to the program", card_unknown),
    Rule("condition_word", "every word of a condition can hold", condition_word),
    Rule("said_never", "`said` names lines that are said once", said_never),
    Rule("slot_word", "every slot and its values are in the vocabulary", slot_word),
    Rule("danger_table", "every kind of danger has its row and its emergency number", danger_table),
    Rule("line_role", "every role of the danger table has a line in each country", line_role),
)
