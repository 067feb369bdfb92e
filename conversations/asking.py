"""Answers what is asked by its name: what a call changes, a step that is not wanted, a step that is wanted."""

from collections.abc import Mapping

from conversations import letter_talk
from conversations.asked_words import (
    LETTER,
    STOP,
    WHO_SEES,
    Readings,
    asks_for,
    asks_heard,
)
from conversations.asks import Asks
from conversations.asks_file import is_node
from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.emergency import CANNOT_SPEAK
from conversations.findings import Findings
from conversations.known import Known
from conversations.line_meant import WRITING, line_of_danger, still_about_a_line
from conversations.planning import form_here, judged_now
from conversations.services import Service
from conversations.steps import Step
from conversations.walk import interrupt, say_only, speaks_here

# Where the letter that is open says what it is, and goes on with its questions.
INTRODUCED = "letters.intro"
# The letter of the young to their school: it is what they mean who do not say which.
OF_THE_YOUNG = "school_help"
OWN_ANSWER = frozenset({LETTER, STOP, "thanks", "greeting", "abuse_at_bot"})
# « On peut la faire retirer ? » is about a content, not about what is kept here.
REMOVING = frozenset({"hash_removal", "deindex", "report_platform", "erase_personal_data"})
TO_SCHOOL = "contact_school_written"
ABOUT_ME = frozenset({WHO_SEES, "ask_delete_data"})
# By these words the person tells somebody themselves, and nobody on a line does.
DOUBTS = "doubts"
# Said once, with the first plan.
PLAN = "line_now"
REFUSING = frozenset({"pas", "plus", "jamais", "non", "nan", "nn", "sans", "dont", "not", "never", "no", "wont"})


def asked_by_name(draft: Draft, read: Readings, findings: Findings) -> bool:
    """Whether the message was such a question; it is answered then."""
    asks = asks_for(draft, findings)
    if asks is None:
        return False
    if _relieved(draft, asks, read) or _line_named(draft, asks, read):
        return True
    heard = (node for one in asks_heard(draft, findings) for node in one.briefly(read))
    brief = first_that_speaks(draft, tuple(heard))
    if brief:
        interrupt(draft, brief)
        return True
    if (findings.intent == LETTER or _wants_a_sample(draft, read)) and _letter_named(draft, asks, read):
        return True
    intended = asks.intended(read)
    if findings.intent in OWN_ANSWER and not (intended or _without_letters(draft, findings)):
        return False
    answer = first_that_speaks(draft, asks.answers(read))
    if answer:
        # What is asked about the police is no doubt about a line, nor is it refused.
        interrupt(draft, answer)
        return True
    about_me = _about_this_program(asks, read, findings)
    if (
        (not about_me and _held_back(draft, asks, read))
        or _refused(draft, asks, read)
        or _wanted(draft, asks, read, findings, intended)
    ):
        return True
    last = "" if about_me else first_that_speaks(draft, asks.at_last(read))
    if last:
        interrupt(draft, last)
    return bool(last)


def asks_instead(draft: Draft, slot: str, read: Readings, findings: Findings) -> bool:
    """« Le PMS le dit à mes parents ? » is answered, and does not say who knows: the slot stays open."""
    asks = asks_for(draft, findings)
    asked = asks is not None and bool(asks.briefly(read) or asks.answers(read) or asks.lines(read))
    if asked:
        draft.forget_slot(slot)
    return asked


def answered_kindly(draft: Draft, read: Readings, findings: Findings) -> bool:
    """« J'ai honte » is answered before the story goes on."""
    node = _stated(draft, read, findings)
    if node:
        interrupt(draft, node)
    return bool(node)


def say_kindly(draft: Draft, read: Readings, findings: Findings) -> None:
    """The same words where a question follows anyway."""
    target = _stated(draft, read, findings)
    if target:
        say_only(draft, target)


def _stated(draft: Draft, read: Readings, findings: Findings) -> str:
    """The node that answers what is said, once each: the same words again are no news."""
    asks = asks_for(draft, findings)
    node = first_that_speaks(draft, asks.stated(read)) if asks is not None else ""
    if not node or node in draft.conversation.said:
        return ""
    draft.change(said=(*draft.conversation.said, node))
    return node


def _relieved(draft: Draft, asks: Asks, read: Readings) -> bool:
    """« L'ambulance est là », while a danger stands."""
    node = first_that_speaks(draft, asks.relieved(read)) if in_danger(draft.conversation) else ""
    if node:
        interrupt(draft, node)
    return bool(node)


def _about_this_program(asks: Asks, read: Readings, findings: Findings) -> bool:
    """« Tu vas le dire à ma mère ? », « comment tout effacer ? »: no doubt about a line that was named."""
    return findings.intent in ABOUT_ME and asks.keeps_its_own(findings.intent, read)


def _line_named(draft: Draft, asks: Asks, read: Readings) -> bool:
    """« C koi le 103 ? », « si j'appelle le 119, ils le disent à ma mère ? »: that line, whichever was shown last."""
    named = asks.lines(read)
    if not named:
        return False
    doubt, explained = asks.doubt(read), asks.explained(read)
    services = _of_the_country(draft, named)
    service = services[0]
    if not (explained or (doubt and service.number)):
        return False
    # « La différence entre les deux ? »: both are explained.
    shown = tuple(one.id for one in services) if explained and not doubt else (service.id,)
    draft.change(doubt_line=service.id, lines_shown=shown, lines_at=draft.before.turns, open_doubt=doubt)
    interrupt(draft, "doubts.about" if explained else _answering(draft, service.id, doubt))
    return True


def _answering(draft: Draft, line: str, doubt: str) -> str:
    """The node that answers what holds back; where a line has no chat, one that has is named."""
    unknown = doubt == WRITING and draft.library.doubts.answer(line, doubt) is None
    return "doubts.elsewhere" if unknown else "doubts.answer"


def _of_the_country(draft: Draft, named: tuple[str, ...]) -> list[Service]:
    """Each number once, that of the person's country first: the same one may belong to two."""
    services = [draft.library.directory.get(one) for one in named]
    services.sort(key=lambda one: one.country != draft.value("country"))
    return list({one.contact: one for one in reversed(services)}.values())[::-1]


def _held_back(draft: Draft, asks: Asks, read: Readings) -> bool:
    """« Ils vont le dire à mes parents ? », just after a line was named; « si j'appelle, ils… », at any time."""
    doubts, shown = draft.library.doubts, draft.conversation.lines_shown
    calling = asks.about_calling(read)
    doubt = asks.doubt(read) if asks.asking(read) and not asks.keeps_its_own(DOUBTS, read) else ""
    line = doubts.line_for(shown, draft.value("country") if calling else "")
    if not line and doubt != WRITING:
        line = line_of_danger(draft)
    if not (line and doubt) or not (calling or still_about_a_line(draft, doubt)):
        return False
    draft.change(open_doubt=doubt)
    if in_danger(draft.conversation) and line not in shown:
        draft.change(doubt_line=line, lines_shown=(line,))
    if doubt == WRITING and doubts.answer(line, doubt) is None:
        interrupt(draft, "help.chats")
    else:
        interrupt(draft, "doubts.answer")
    return True


def _refused(draft: Draft, asks: Asks, read: Readings) -> bool:
    """« Je ne veux pas le dire à ma mère »: respected, and another way is offered."""
    words = read[0].lower().replace("'", " ").split() + read[1].split()
    if draft.findings.facts.get(CANNOT_SPEAK) or REFUSING.isdisjoint(words):
        return False
    key = asks.refused(read)
    if not key or not draft.library.steps.has(key, draft.value("country")):
        return False
    draft.change(open_step=key)
    interrupt(draft, "asked.respected")
    return True


def _wanted(draft: Draft, asks: Asks, read: Readings, findings: Findings, intended: tuple[str, ...]) -> bool:
    """A question that names a step opens it, and so does being about to do what it speaks of.

    Where it may not be shown, the reason is said.
    """
    if not intended and asks.keeps_its_own(findings.intent, read):
        return False
    country, situation = draft.value("country"), judged_now(draft)
    pack = draft.library.steps.by_key(country)
    if node := _advised_against(draft, intended, pack, situation):
        interrupt(draft, node)
        return True
    keys = dict.fromkeys((*intended, *asks.step(read)))
    named = [form_here(draft, pack[key]) for key in keys if key in pack]
    if findings.intent == "ask_delete_data" and not intended:
        named = [step for step in named if step.key in REMOVING]
    # Of several that speak of it, the one that is advised here comes before one that only may be shown; in a question
    # only what belongs to other stories gives way.
    for step in sorted(named, key=lambda one: (bool(intended) or one.signs is not None) and not one.fits(situation)):
        if step.allowed(situation):
            draft.change(open_step=step.key)
            interrupt(draft, "plan.asked" if _plan_is_due(draft) else "plan.step")
            return True
    waiting = next((step for step in named if _waits(step, situation.speaks_as)), None)
    if waiting is None:
        return False
    draft.change(open_step=waiting.key)
    interrupt(draft, "asked.too_early" if waiting.rung else "asked.never_here")
    return True


def _advised_against(draft: Draft, intended: tuple[str, ...], pack: Mapping[str, Step], situation: Known) -> str:
    """The node that speaks of what the person is about to do, unless a step named before it may be shown."""
    for name in intended:
        if is_node(name):
            if first_that_speaks(draft, (name,)):
                return name
        elif name in pack and pack[name].allowed(situation):
            return ""
    return ""


def first_that_speaks(draft: Draft, nodes: tuple[str, ...]) -> str:
    """The first of these nodes that is for this person, "" where none is."""
    return next((node for node in nodes if speaks_here(draft, node)), "")


def _letter_named(draft: Draft, asks: Asks, read: Readings) -> bool:
    """« Un courrier pour l'académie »: that letter is begun, none is to be looked for in a list."""
    offered, letter = draft.library.letters.offered(judged_now(draft)), draft.conversation.letter
    named = next((key for key in asks.letter(read) if key in offered), None)
    if named is None:
        named = _of_open_step(draft, offered)
    if named is None:
        return _written_oneself(draft, asks, read)
    if letter is not None and letter_talk.waits(draft):
        if letter.key != named:
            return False
        interrupt(draft, INTRODUCED)
        return True
    interrupt(draft, letter_talk.begin(draft, named))
    return True


def _of_open_step(draft: Draft, offered: tuple[str, ...]) -> str | None:
    """« Donne-moi un modèle », with a step open that a letter goes with, or under the list that was just shown."""
    step, letters = draft.conversation.open_step, draft.library.letters.of(draft.value("country"))
    found = next((key for key in offered if step and step in (letters[key].step, *letters[key].steps)), None)
    if found is None and letter_talk.is_listed(draft) and OF_THE_YOUNG in offered:
        return OF_THE_YOUNG
    return found


def _wants_a_sample(draft: Draft, read: Readings) -> bool:
    """« Montre-moi un exemple », under the list of letters."""
    words = draft.library.written_in(draft.conversation.lang)
    return letter_talk.is_listed(draft) and words is not None and words.says("sample", read)


def _written_oneself(draft: Draft, asks: Asks, read: Readings) -> bool:
    """« Une lettre au principal »: where none is made for this person, the step says how they write it themselves."""
    step = draft.library.steps.by_key(draft.value("country")).get(TO_SCHOOL)
    if step is None or not step.allowed(judged_now(draft)) or TO_SCHOOL not in asks.mentioned(read):
        return False
    draft.change(open_step=TO_SCHOOL)
    interrupt(draft, "plan.step")
    return True


def _without_letters(draft: Draft, findings: Findings) -> bool:
    """« J'écris à sa mère pour m'excuser ? »: where no letter is written for this person, a step may answer."""
    return findings.intent == LETTER and not draft.library.letters.offered(judged_now(draft))


def _plan_is_due(draft: Draft) -> bool:
    """Who asks what to do before the plan was shown gets it at once: the questions left can wait."""
    state = draft.conversation
    return state.told and bool(draft.value("country")) and PLAN not in state.said and not in_danger(state)


def _waits(step: Step, role: str) -> bool:
    return role in step.roles and (step.rung is not None or bool(step.never))
