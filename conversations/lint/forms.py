"""How a text is written: registers, agreement, capitals, emoji, French typography."""

import re
from collections.abc import Iterator

from conversations.lint.readers import needs_both
from conversations.lint.rule import Rule, Spot
from conversations.lint.style import named
from conversations.lint.subject import Form, Subject
from conversations.phrases import Phrases

NARROW, FIXED = "\u202f", "\u00a0"
_QUOTED = re.compile(r"«[^»]*»")
_DOTTED = re.compile(r"\w[·•.](e|ne|se|ve|le|rice|euse|trice)(?:[·•.]?s)?\b|\w\((e|ne|se|trice|euse)\)")
_CAPITALS = re.compile(r"\b[A-ZÀÂÇÉÈÊËÎÏÔÛÙ]{3,}\b")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2702-\u2712\u2714-\u27bf\u2b50]")
_OPENING = re.compile(r"(?:^|[.!?…]\s+|\n)([^\W\d_]+)")
_BEFORE_HIGH = re.compile(rf"(?<![{NARROW}!?])[;!?]")
_BEFORE_COLON = re.compile(rf"(?<!{FIXED}):(?!//)(?!\d)")
_QUOTES = re.compile(rf"«(?!{FIXED})|(?<!{FIXED})»")


def register_missing(subject: Subject) -> Iterator[Spot]:
    """A text that says « tu » to someone who may be an adult has a form with « vous », and conversely."""
    for form in subject.french:
        if (
            form.register
            or form.kind == "letter"
            or named(form.key, _any_register(subject))
            or not needs_both(subject, form.key)
        ):
            continue
        said = _speaks(subject, form)
        if said:
            yield Spot(form.file, form.place, f"says « {said} » to every reader; the other form (tu: …, vous: …)")


def register_half(subject: Subject) -> Iterator[Spot]:
    for text in subject.texts:
        registers = {register for register, _ in text.forms}
        if registers in ({"tu"}, {"vous"}) and needs_both(subject, text.key):
            missing = "vous" if registers == {"tu"} else "tu"
            yield Spot(text.file, text.key, f"has only one register; the form « {missing}: … » was forgotten")


def register_mixed(subject: Subject) -> Iterator[Spot]:
    kinds = subject.style.kinds
    wrong = {"tu": Phrases(kinds.vous_words), "vous": Phrases(word for word in kinds.tu_words if word != "t")}
    for form in subject.french:
        # A letter speaks to whom it is sent, with « vous », whoever writes it.
        if not form.register or form.kind == "letter" or form.key.endswith(".say"):
            continue
        if found := wrong[form.register].first(_own_words(form)):
            yield Spot(form.file, form.place, f"« {found} » in the form for « {form.register} »")


def slots_differ(subject: Subject) -> Iterator[Spot]:
    """School words in a step may differ; a number that only one register gives may not."""
    for text in (text for text in subject.texts if not text.key.startswith("step.")):
        for (register, category), raw in text.forms.items():
            missing = {slot for slot in text.slots() if f"{{{slot}}}" not in raw} - {"count"}
            if missing:
                place = ".".join(part for part in (text.key, register, category) if part)
                yield Spot(text.file, place, f"the slot {{{min(missing)}}} of the other form was forgotten here")


def inclusive_dot(subject: Subject) -> Iterator[Spot]:
    for form in subject.french:
        if match := _DOTTED.search(form.text):
            yield Spot(form.file, form.place, f"« {match[0]} » breaks in voice readers; a turn without agreement")


def capitals(subject: Subject) -> Iterator[Spot]:
    for form in subject.french:
        loud = [word for word in _CAPITALS.findall(form.raw) if word not in subject.style.kinds.acronyms]
        if loud:
            yield Spot(form.file, form.place, f"« {loud[0]} » in capitals; an acronym belongs in style/kinds.yaml")


def emoji(subject: Subject) -> Iterator[Spot]:
    for form in subject.forms:
        most = 0 if named(form.key, subject.style.kinds.danger_paths) else 1
        found = len(EMOJI.findall(form.raw))
        if found > most:
            yield Spot(form.file, form.place, f"{found} emoji, {most} at most here")


def typography(subject: Subject) -> Iterator[Spot]:
    """U+202F before ; ! ? and U+00A0 before : and inside « »."""
    for form in subject.french:
        for pattern, needed in ((_BEFORE_HIGH, "U+202F"), (_BEFORE_COLON, "U+00A0"), (_QUOTES, "U+00A0")):
            if match := pattern.search(form.raw):
                around = form.raw[max(0, match.start() - 8) : match.end() + 4].replace("\n", " ")
                yield Spot(form.file, form.place, f"{needed} is missing at « {around} »")
                break


def _any_register(subject: Subject) -> tuple[str, ...]:
    return tuple(pattern for patterns in subject.style.kinds.one_register.values() for pattern in patterns)


def _speaks(subject: Subject, form: Form) -> str:
    """The first word that chooses a register, outside quotations."""
    kinds, text = subject.style.kinds, _own_words(form)
    if form.key.endswith(".say"):
        return ""
    if found := Phrases((*kinds.tu_words, *kinds.vous_words)).first(text):
        return found
    if form.kind == "piece":
        return ""
    openings = (word.casefold() for word in _OPENING.findall(text))
    return next((word for word in openings if word in kinds.tu_openings), "")


def _own_words(form: Form) -> str:
    return _QUOTED.sub("", form.raw).replace("endez-vous", "endezvous")


RULES = (
    Rule("register_missing", "a text that says tu or vous has both forms", register_missing),
    Rule("register_half", "a text with one register has the other too", register_half),
    Rule("register_mixed", "no vous in the form for tu, and conversely", register_mixed),
    Rule("slots_differ", "the forms of a text have the same slots", slots_differ),
    Rule("inclusive_dot", "no « ·e », which voice readers cannot say", inclusive_dot),
    Rule("capitals", "no capitals for stress", capitals),
    Rule("emoji", "no emoji in danger, one at most elsewhere", emoji),
    Rule("typography", "French spaces before ; ! ? : and inside « »", typography),
)
