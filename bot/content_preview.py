"""A text as a person would read it: each register and plural form, with sample slots, its buttons and its length."""

from collections.abc import Iterator
from difflib import get_close_matches

from conversations import limits
from conversations.effects import Choice
from conversations.errors import ContentError
from conversations.flows import Node
from conversations.library import Library
from conversations.lint.edges import label_anywhere
from conversations.lint.lengths import CHARACTERS
from conversations.lint.subject import Form, Subject

FIXED = ("fixed.numbers", "fixed.back")
ROW = 3


def preview(library: Library, key: str, lang: str) -> dict[str, str]:
    """Which messengers, register and length → the text with its buttons. Raises ContentError for an unknown key."""
    subject = Subject(library, library.files)
    forms = [form for form in subject.forms if form.lang == lang and form.key == key]
    if not forms:
        near = get_close_matches(key, library.texts.of(lang), n=3)
        raise ContentError("text_unknown", key=key, lang=lang, perhaps=", ".join(near))
    return {_heading(subject, form): "\n".join([form.text, *_buttons(subject, form)]) for form in forms}


def _heading(subject: Subject, form: Form) -> str:
    own = [name for name in subject.style.limits.channels if form.key.endswith(f".{name}")]
    fits = [name for name, most in subject.style.limits.channels.items() if len(form.text) <= most.message]
    most = limits.CHARACTERS_A_LABEL if form.kind == "label" else CHARACTERS.get(form.kind, limits.CHARACTERS_A_MESSAGE)
    parts = [" ".join(own or fits), form.register, form.category, f"{len(form.text)}/{most}"]
    return " · ".join(part for part in parts if part)


def _buttons(subject: Subject, form: Form) -> Iterator[str]:
    """The answers of the question that ends with this text, three to a row, then the fixed row."""
    for _, _, node in subject.library.flows.every_node():
        if node.say and node.say[-1].text == form.key:
            yield from _rows([choice.label for choice in _choices(subject, node, form)])
            yield from _rows([_label(subject, key, form) for key in FIXED])
            return


def _choices(subject: Subject, node: Node, form: Form) -> Iterator[Choice]:
    for choice in node.choices:
        key = choice.text or label_anywhere(subject.library.flows, choice.id)
        yield Choice(id=choice.id, label=_label(subject, key, form))


def _label(subject: Subject, key: str, form: Form) -> str:
    return subject.library.texts.render(key, form.lang, form.register or "tu")


def _rows(labels: list[str]) -> Iterator[str]:
    for at in range(0, len(labels), ROW):
        yield "  ".join(f"[ {label} ]" for label in labels[at : at + ROW])
