"""What must never be said, what must be, and what a glance at a lent phone may not give away."""

import re
from collections.abc import Iterator

from conversations.lint.rule import Rule, Spot
from conversations.lint.style import Element, ElementSet, named
from conversations.lint.subject import Form, Subject
from conversations.phrases import Phrases

REQUIRED = "style/required_elements.yaml"


def forbidden(subject: Subject) -> Iterator[Spot]:
    for form in subject.french:
        for name, found in subject.style.forbidden_in(form.key, form.text):
            one = subject.style.forbidden.lists[name]
            yield Spot(form.file, form.place, f"« {found} » ({name}). {one.why}; rather {one.instead}")


def forbidden_lists(subject: Subject) -> Iterator[Spot]:
    for name, one in subject.style.forbidden.lists.items():
        count = len(set(one.phrases))
        if count < one.at_least:
            yield Spot("style/forbidden_fr.yaml", name, f"{count} phrases, {one.at_least} at least; some were lost")


def required(subject: Subject) -> Iterator[Spot]:
    for name, one in subject.style.required.sets.items():
        for place, texts in _groups(subject, one):
            for element_name, element in one.elements.items():
                if texts and not any(_says(element, form) for form in texts):
                    message = f"{element.why} ({element_name} of {name}, {one.rule}) is not said"
                    yield Spot(texts[0].file, place, message)


def neutral_first_line(subject: Subject) -> Iterator[Spot]:
    neutral = subject.style.neutral
    telling = Phrases(neutral.phrases)
    keys = (*neutral.texts, *subject.style.kinds.proactive)
    for form in subject.french:
        if named(form.key, keys) and (found := telling.first(form.text[: neutral.characters])):
            message = f"« {found} » in the first {neutral.characters} characters; a lock screen shows them"
            yield Spot(form.file, form.place, message)


def lists_name_texts(subject: Subject) -> Iterator[Spot]:
    """A list that names a text which no longer exists protects nothing."""
    keys = [text.key for text in subject.texts]
    for place, patterns in _patterns(subject):
        for pattern in patterns:
            if not any(named(key, (pattern,)) for key in keys):
                yield Spot(place[0], place[1], f"no text is called {pattern}; it was renamed or taken away")


def _patterns(subject: Subject) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for name, one in subject.style.required.sets.items():
        yield (REQUIRED, f"sets.{name}.texts"), one.texts
    yield ("style/neutral_first_line.yaml", "texts"), subject.style.neutral.texts
    yield ("style/kinds.yaml", "proactive"), subject.style.kinds.proactive
    yield ("style/kinds.yaml", "help_card"), (subject.style.kinds.help_card,)


def _groups(subject: Subject, one: ElementSet) -> Iterator[tuple[str, list[Form]]]:
    """The texts that are judged together: each alone, or all of them, for each register that the set is written in."""
    forms = [form for form in subject.french if form.key in one.texts]
    registers = {form.register for form in forms if form.register} or {""}
    for register in sorted(registers):
        read = [form for form in forms if form.register in (register, "")]
        if one.together:
            yield "+".join(one.texts) + (f".{register}" if register else ""), read
        else:
            yield from ((f"{key}.{register}", [f for f in read if f.key == key]) for key in one.texts)


def _says(element: Element, form: Form) -> bool:
    if any(f"{{{slot}}}" in form.raw for slot in element.slots):
        return True
    return bool(Phrases(element.says).first(re.sub(r"[\u202f\u00a0]", " ", form.raw)))


RULES = (
    Rule("forbidden", "words that no text may hold", forbidden),
    Rule("forbidden_lists", "the lists of forbidden words are whole", forbidden_lists),
    Rule("required", "what must be said is said", required),
    Rule("neutral_first_line", "nothing on a lock screen or in a menu tells what this is about", neutral_first_line),
    Rule("lists_name_texts", "the lists name texts that exist", lists_name_texts),
)
