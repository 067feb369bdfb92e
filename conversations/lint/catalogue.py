"""The catalogue against those who use it: flows, steps and the program."""

from collections.abc import Iterator

from conversations.lint.asked import texts_of_doubts, texts_of_lines, texts_of_platforms
from conversations.lint.edges import lines_of
from conversations.lint.letters import texts_of_letters
from conversations.lint.rule import Rule, Spot
from conversations.lint.subject import Subject
from conversations.texts import FALLBACK

CHANNEL_FAMILIES = ("notice", "data.messenger", "erase.messenger")


def text_missing(subject: Subject) -> Iterator[Spot]:
    has = subject.library.texts.has
    for file, place, key in (*_of_flows(subject), *_of_program(subject), *_of_channels(subject)):
        if not has(key, FALLBACK):
            yield Spot(file, place, f"no text is called {key}; it was renamed, or forgotten in languages/fr/texts")


def text_unused(subject: Subject) -> Iterator[Spot]:
    if subject.program is None:
        return
    used = {key for _, _, key in _of_flows(subject)} | _of_steps(subject) | texts_of_letters(subject)
    used |= texts_of_doubts(subject) | texts_of_lines(subject) | texts_of_platforms(subject)
    vocabulary = {word for words in subject.style.vocabulary.words.values() for word in words}
    for text in subject.texts:
        if text.key not in used and not subject.program.says(text.key, vocabulary):
            yield Spot(text.file, text.key, "nothing says this text; the node that says it was forgotten, or it can go")


def slot_unknown(subject: Subject) -> Iterator[Spot]:
    for text in subject.texts:
        for slot in sorted(text.slots() - set(subject.slots)):
            yield Spot(text.file, text.key, f"{{{slot}}} is no slot; style/samples.yaml lacks its longest value")


def slot_in_flow(subject: Subject) -> Iterator[Spot]:
    """A flow says its texts as they stand: nobody fills a slot there."""
    said = {key: place for _, place, key in _of_flows(subject)}
    for text in subject.texts:
        if text.slots() and text.key in said:
            slot = min(text.slots())
            yield Spot(text.file, text.key, f"{{{slot}}} is never given: {said[text.key]} says it as it is; use a card")


def language_gap(subject: Subject) -> Iterator[Spot]:
    """A text of another language answers one of the French catalogue; otherwise nobody can say it."""
    texts = subject.library.texts
    for lang in texts.languages:
        for key, text in texts.of(lang).items():
            if key not in texts.of(FALLBACK):
                yield Spot(text.file, key, "no French text has this key; it was renamed there")


def _of_flows(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """(file, place, key) of every text a flow says."""
    for flow, name, node in subject.library.flows.every_node():
        file, place = f"flows/{flow.flow}.yaml", f"{flow.flow}.{name}"
        yield from ((file, place, line.text) for line in lines_of(node) if line.text)
        yield from ((file, place, choice.text) for choice in node.choices if choice.text)
    for row in subject.library.flows.interruptions.rows:
        if row.label:
            yield "flows/interruptions.yaml", row.id, row.label


def _of_program(subject: Subject) -> Iterator[tuple[str, str, str]]:
    if subject.program:
        yield from (("", "the program", key) for key in sorted(subject.program.keys))


def _of_channels(subject: Subject) -> Iterator[tuple[str, str, str]]:
    for family in CHANNEL_FAMILIES:
        for channel in subject.style.limits.channels:
            yield "", "the program", f"{family}.{channel}"


def _of_steps(subject: Subject) -> set[str]:
    parts = ("title", "why", "how", "say")
    steps = [step for country in subject.library.steps.countries for step in subject.library.steps.for_country(country)]
    return {f"{prefix}.{part}" for step in steps for prefix in step.text_prefixes() for part in parts}


RULES = (
    Rule("text_missing", "every text that is said exists", text_missing),
    Rule("text_unused", "every text is said somewhere", text_unused),
    Rule("slot_unknown", "every slot is known", slot_unknown),
    Rule("slot_in_flow", "a text said by a flow has no slot", slot_in_flow),
    Rule("language_gap", "other languages have no key of their own", language_gap),
)
