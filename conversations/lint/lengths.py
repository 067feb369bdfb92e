"""Lengths: of messages, sentences, labels, plans; and what each messenger lets through (conversation rules §1)."""

import re
from collections.abc import Iterator

from conversations import limits
from conversations.lint.measure import kandel_moles, mean_sentence, sentences, words
from conversations.lint.readers import read_by_the_young
from conversations.lint.rule import Rule, Spot
from conversations.lint.subject import Form, Subject

CHARACTERS = {
    "message": limits.CHARACTERS_A_MESSAGE,
    "interface": limits.CHARACTERS_A_MESSAGE,
    "piece": limits.CHARACTERS_A_MESSAGE,
    "notice": limits.CHARACTERS_OF_NOTICE,
    "title": limits.CHARACTERS_OF_PLAN // (limits.TITLES_A_PLAN + 2),
}
READ_AS_PROSE = frozenset({"message", "notice"})
WORDS_TO_JUDGE = 30
_COMMAND = re.compile(r"[a-z0-9_]+")


def message_length(subject: Subject) -> Iterator[Spot]:
    for form in subject.forms:
        most = CHARACTERS.get(form.kind)
        if most and len(form.text) > most:
            yield _spot(form, f"{len(form.text)} characters with its longest slots, {most} at most; split it")


def label_length(subject: Subject) -> Iterator[Spot]:
    for form in subject.forms:
        if form.kind == "label" and len(form.text) > limits.CHARACTERS_A_LABEL:
            most = limits.CHARACTERS_A_LABEL
            yield _spot(form, f"{len(form.text)} characters on a button, {most} at most; keep the words that differ")


def sentence_length(subject: Subject) -> Iterator[Spot]:
    most = subject.style.limits.words_a_sentence
    for form in _prose(subject):
        longest = max((len(words(sentence)) for sentence in sentences(form.text)), default=0)
        if longest > most:
            yield _spot(form, f"a sentence of {longest} words, {most} at most; one idea per sentence")


def sentence_mean(subject: Subject) -> Iterator[Spot]:
    most = subject.style.limits.words_on_average
    for form in _prose(subject):
        mean = mean_sentence(form.text)
        if mean > most and len(sentences(form.text)) > 1:
            yield _spot(form, f"{mean:.1f} words a sentence on average, {most} at most; cut one in two")


def notice_words(subject: Subject) -> Iterator[Spot]:
    most = subject.style.limits.words_of_notice
    for form in subject.forms:
        if form.kind == "notice" and len(words(form.text)) > most:
            yield _spot(form, f"{len(words(form.text))} words, {most} at most; the rest can be asked for later")


def plan_length(subject: Subject) -> Iterator[Spot]:
    """Eight of the longest titles of a country, in one register, with the sentence before them."""
    texts = subject.library.texts
    for country in subject.library.steps.countries:
        steps = subject.library.steps.for_country(country)
        keys = [f"step.{step.key}.title" for step in steps if texts.has(f"step.{step.key}.title", "fr")]
        titles = [form.text for form in subject.french if form.key in set(keys) and form.register != "vous"]
        longest = sum(len(title) + 4 for title in sorted(titles, key=len)[-limits.TITLES_A_PLAN :])
        intro = max((len(form.text) for form in subject.french if form.key == "plan.intro"), default=0)
        if longest + intro > limits.CHARACTERS_OF_PLAN:
            message = f"a plan of {longest + intro} characters, {limits.CHARACTERS_OF_PLAN} at most; shorten titles"
            yield Spot(f"countries/{country.lower()}/steps.yaml", "steps", message)


def readability(subject: Subject) -> Iterator[Spot]:
    """A formula is a hint for a second look at what the young read; real readers decide."""
    least = subject.style.limits.reading_ease
    for form in subject.french:
        young = form.register != "vous" and read_by_the_young(subject, form.key)
        if young and form.kind in READ_AS_PROSE and len(words(form.text)) >= WORDS_TO_JUDGE:
            ease = kandel_moles(form.text)
            if ease < least:
                yield _spot(form, f"reading ease {ease:.0f}, {least} or more is wished for; shorter, more usual words")


def messenger_limits(subject: Subject) -> Iterator[Spot]:
    for name, most in subject.style.limits.channels.items():
        for form in subject.forms:
            if len(form.text) > most.message:
                yield _spot(form, f"{len(form.text)} characters; {name} lets {most.message} through")
            if form.kind == "menu" and len(form.text) > most.command_words:
                yield _spot(form, f"{len(form.text)} characters; a command of {name} has {most.command_words} at most")
        for row in subject.library.flows.interruptions.rows:
            for command in row.command:
                if len(command) > most.command or not _COMMAND.fullmatch(command):
                    message = f"command {command} is refused by {name}: at most {most.command} lowercase letters"
                    yield Spot("flows/interruptions.yaml", row.id, message)


def _prose(subject: Subject) -> Iterator[Form]:
    return (form for form in subject.french if form.kind in READ_AS_PROSE)


def _spot(form: Form, message: str) -> Spot:
    return Spot(form.file, form.place, message)


RULES = (
    Rule("message_length", "a message fits on a phone screen, with its longest slots", message_length),
    Rule("label_length", "a button has at most 24 characters", label_length),
    Rule("sentence_length", "a sentence has at most 20 words", sentence_length),
    Rule("sentence_mean", "sentences have 12 words on average at most", sentence_mean),
    Rule("notice_words", "the first notice has at most 120 words", notice_words),
    Rule("plan_length", "a plan of eight titles fits in one message", plan_length),
    Rule("readability", "short usual words (Kandel-Moles 80 or more)", readability, "warning"),
    Rule("messenger_limits", "what a messenger would refuse", messenger_limits),
)
