"""What is asked by its name, what holds back from calling, where to tap: each answer has its source and its words."""

from collections.abc import Iterator

from conversations.asks_file import is_node
from conversations.doubts import Answer
from conversations.known import ASKED, Condition
from conversations.lint.edges import resolve
from conversations.lint.rule import Rule, Spot
from conversations.lint.slots import services
from conversations.lint.subject import Subject
from conversations.meeting import PIECES
from conversations.phrases import is_cut
from conversations.platform_cards import ANY, OF_STEP
from conversations.services import Service
from conversations.texts import FALLBACK

UNKNOWN = "doubt.unknown"
NOTICES = ("yes", "partial", "no")


def doubt_source(subject: Subject) -> Iterator[Spot]:
    """An answer about a call rests on what the services file says, and only where that is sure."""
    known = {service.id: service for service in services(subject.library)}
    for code, file in subject.library.doubts.by_country.items():
        for line, answers in file.lines.items():
            place = f"countries/{code.lower()}/doubts.yaml"
            if line not in known or not known[line].shown:
                yield Spot(place, line, "no service that may be shown has this id; renamed or unpublished")
                continue
            for question, answer in answers.items():
                if not _says(known[line], answer):
                    message = f"rests on {answer.rests_on}, which services.toml does not say for sure; leave it out"
                    yield Spot(place, f"{line}.{question}", message)


def doubt_text(subject: Subject) -> Iterator[Spot]:
    for code, file in subject.library.doubts.by_country.items():
        for line, answers in file.lines.items():
            for question, answer in answers.items():
                if not subject.library.texts.has(answer.text, FALLBACK):
                    place = f"countries/{code.lower()}/doubts.yaml"
                    yield Spot(place, f"{line}.{question}", f"no text is called {answer.text}")


def ask_unknown(subject: Subject) -> Iterator[Spot]:
    """What is asked by its name exists: steps somewhere, questions about a call, circumstances a condition looks at."""
    steps = {step.key for code in subject.library.steps.countries for step in subject.library.steps.for_country(code)}
    situations = _asked_words(subject)
    for lang, asks in subject.library.asks.items():
        place = f"languages/{lang}/asks.yaml"
        intended = asks.file.intentions
        for key in (*asks.file.steps, *asks.file.refusals, *(name for name in intended if not is_node(name))):
            if key not in steps:
                yield Spot(place, key, "no country has this step; renamed or forgotten")
        for node in asks.file.nodes:
            if resolve(subject.library.flows, node) is None:
                yield Spot(place, node, "no flow has this node; renamed or forgotten")
        for name in asks.file.situations:
            if name not in situations:
                yield Spot(place, name, "no condition looks at it (`asked`); it changes nothing")


def ask_line(subject: Subject) -> Iterator[Spot]:
    """A line that is asked for by its name is one that may be shown, and what it is for has its words."""
    known = {service.id for service in services(subject.library) if service.shown}
    for lang, asks in subject.library.asks.items():
        place = f"languages/{lang}/asks.yaml"
        for line in asks.file.lines:
            if line not in known:
                yield Spot(place, line, "no service that may be shown has this id; renamed or unpublished")
            elif not subject.library.texts.has(f"about.{line}", FALLBACK):
                yield Spot(place, line, f"no text is called about.{line}")


def ask_never(subject: Subject) -> Iterator[Spot]:
    """A condition on `asked` that no phrase can make true."""
    told = set(ASKED) | {name for asks in subject.library.asks.values() for name in asks.file.situations}
    for word in sorted(_conditions_on_asked(subject) - told):
        yield Spot("languages/fr/asks.yaml", word, "a condition looks at it, but no phrase says it")


def ask_cut(subject: Subject) -> Iterator[Spot]:
    """Alternatives are single words; one that an apostrophe cuts makes a phrase that nobody ever says."""
    for lang, asks in subject.library.asks.items():
        for phrase in filter(is_cut, asks.file.phrases()):
            yield Spot(
                f"languages/{lang}/asks.yaml",
                phrase,
                "an apostrophe cuts an alternative; give it its own line",
            )


def texts_of_doubts(subject: Subject) -> set[str]:
    files = subject.library.doubts.by_country.values()
    return {answer.text for file in files for answers in file.lines.values() for answer in answers.values()} | {UNKNOWN}


def texts_of_lines(subject: Subject) -> set[str]:
    return {f"about.{line}" for asks in subject.library.asks.values() for line in asks.file.lines}


def texts_of_platforms(subject: Subject) -> set[str]:
    names = (*subject.library.platforms.ids, ANY)
    tapped = {f"platform.{name}.{what}" for name in names for what in OF_STEP.values()}
    return tapped | {f"platform.notice.{word}" for word in NOTICES}


def _says(service: Service, answer: Answer) -> bool:
    source, _, number = answer.rests_on.partition(".")
    if source == "facts":
        return service.sure and number.isdigit() and 0 < int(number) <= len(service.facts)
    said = {
        "cost": service.says_free,
        "anonymity": service.says_anonymous,
        "chat": service.sure and service.chat is not None and service.chat.available,
        "email": service.sure and bool(service.email),
    }
    return said.get(source, False)


def _asked_words(subject: Subject) -> set[str]:
    return _conditions_on_asked(subject) | IN_PROGRAM


def _conditions_on_asked(subject: Subject) -> set[str]:
    rules = subject.library.steps.severity_rules
    found: list[Condition] = [*rules.red, *rules.orange, *rules.raised]
    for code in subject.library.steps.countries:
        for step in subject.library.steps.for_country(code):
            found += [*step.when, *step.never, *step.must, *step.may, *(one.when for one in step.variants)]
            found += step.rung.sooner if step.rung else ()
    for pack in subject.library.directory.countries.values():
        found += [row.when for row in pack.lines.situations]
    return {word for condition in found for word in condition.asked}


# Circumstances that the program itself looks at (conversations/known.py, meeting.py, turning_*.py).
IN_PROGRAM = frozenset({"staff", "repeated", "head_blow", "left_alone", "child_away", "leaving", *PIECES})

RULES = (
    Rule("doubt_source", "an answer about a call has its source", doubt_source),
    Rule("doubt_text", "every answer about a call has its words", doubt_text),
    Rule("ask_unknown", "what is asked by its name exists", ask_unknown),
    Rule("ask_line", "a line asked for by its name exists and is explained", ask_line),
    Rule("ask_never", "every circumstance of a condition can be told", ask_never),
    Rule("ask_cut", "alternatives of a phrase are whole words", ask_cut),
)
