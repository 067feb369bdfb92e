"""The danger turn: conversation_rules §3.8, the one order that every other document points to.

The table stands in packs/flows/danger_table.yaml, the numbers in countries/<cc>/lines.yaml. Where the first line of a
row is closed at this hour, the next one of the row that answers leads, and the closed one is named with its hour.
"""

from typing import Literal

from conversations import limits
from conversations.cards import EUROPE
from conversations.conditions import in_danger
from conversations.conversation import Conversation, Danger
from conversations.directory import Shown
from conversations.draft import ADULTS, Draft
from conversations.effects import Choice
from conversations.emergency import CANNOT_SPEAK, emergency, row_of, service_for
from conversations.findings import Findings, risk_rank
from conversations.flows import DangerRow
from conversations.further_steps import first_protective
from conversations.human_cards import human_sentence
from conversations.lines import each_once, line, opening_words
from conversations.pieces import Piece, join
from conversations.planning import LIFE, of_their_own
from conversations.titles import bulleted, title_of
from conversations.walk import ARRIVAL, go

SAFE_NOW = "safe_now"
IMAGES = "sexual_exploitation"
NEAR = "tell_trusted_adult_now"
CHECK = "danger.check"
LINES_IN_SECOND = 2
OUTSIDE = "other"


def remember(draft: Draft, findings: Findings) -> None:
    """Danger has memory: it rises with what is said, and no later word lowers it by itself."""
    old = draft.conversation.danger
    rank, known = risk_rank(findings.risk), in_danger(draft.conversation)
    if rank == 0 or (known and rank < risk_rank("high")):
        return
    level = max(old.level, findings.risk, key=risk_rank)
    # A fragile ground of before does not decide which number comes first now.
    before = old.kinds if known or rank < risk_rank("high") else ()
    kinds = tuple(dict.fromkeys((*findings.risk_kinds, *before)))
    graver = risk_rank(old.level) > rank and not _newly_to_themselves(old, findings)
    acute = old.acute if before and graver else findings.risk_kinds
    body = findings.body or (old.body and bool(before))
    draft.change(
        danger=Danger(
            level=level,
            kinds=kinds,
            acute=acute,
            concerns=_whom(old, findings, known=known),
            body=body,
            at=draft.now,
        )
    )


def _whom(old: Danger, findings: Findings, *, known: bool) -> Literal["self", "other"]:
    """« Il a dit ce soir », in the middle of a story of images: whom it concerns was told before."""
    goes_on = known and IMAGES in old.kinds and findings.risk_kinds[:1] == (IMAGES,)
    told = findings.own or findings.concerns == "other"
    return old.concerns if goes_on and not told else findings.concerns


def _newly_to_themselves(old: Danger, findings: Findings) -> bool:
    """« Autant en finir », in the middle of a blackmail that ends tonight: the life comes first."""
    return bool(findings.risk_kinds) and findings.risk_kinds[0] in LIFE and LIFE.isdisjoint(old.acute or old.kinds)


def danger_turn(draft: Draft, danger: Danger) -> None:
    """At most three messages: the number, who else and who is near, one question."""
    # What was answered of a danger before is no answer of this one.
    draft.forget_slot(SAFE_NOW)
    row = row_of(draft, danger)
    lines = _lines(draft, row, danger)
    lead = next((one for one in lines if one.opening.open), lines[0])
    draft.say(_first(draft, danger, lead), urgent=True)
    rest = [one for one in lines if one.service.contact != lead.service.contact]
    # Where the country is not known, 112 is the one number that is right, and nothing stands beside it.
    second = _second(draft, row, rest if draft.value("country") else [])
    draft.say(second, urgent=True)
    draft.change(stack=(), plan=tuple(dict.fromkeys((*draft.conversation.plan, *second.titles))))
    go(draft, CHECK)


def national_lines(draft: Draft, danger: Danger) -> None:
    """After the tap on a country: its lines at once. What stands above is not said again; the question stays last."""
    everywhere = draft.library.directory.get(EUROPE).contact
    lines = _lines(draft, row_of(draft, danger), danger)
    # 112 stands above already, where it was said while the country was not known.
    fresh = [one for one in lines if one.service.contact != everywhere] or lines
    lead = next((one for one in fresh if one.opening.open), fresh[0])
    national = _national(draft, lead)
    draft.say(national, urgent=True)
    if national.choices:
        return
    rest = [line(draft, one) for one in fresh if one is not lead][:LINES_IN_SECOND]
    if rest:
        draft.say(join(rest), urgent=True)
    draft.change(stack=())
    go(draft, CHECK)


def _lines(draft: Draft, row: DangerRow, danger: Danger) -> list[Shown]:
    """The lines of a row, each number once; the emergency number comes early when it cannot wait."""
    roles = [row.first, *row.then]
    if draft.value(CANNOT_SPEAK):
        # Who hides cannot telephone: what is written comes first, where the row has it.
        roles.sort(key=lambda role: role != CANNOT_SPEAK)
    if "runaway" in danger.kinds and row.first != "runaway":
        # « Il répond plus » of a child that is away: who searches stays, whatever else is feared.
        roles.append("runaway")
    services = [service_for(draft, role) for role in dict.fromkeys(roles)]
    if not _located(draft):
        services.insert(0, emergency(draft, danger))
    elif danger.level == "imminent":
        services.insert(1, emergency(draft, danger))
    return each_once(draft, services)


def _support(draft: Draft, danger: Danger) -> str:
    """Which sentence shows that it was read, by person."""
    if danger.kinds[:1] == ("violence_to_others",) or draft.value("role") == "author":
        return "danger.support.author"
    if of_their_own(draft):
        return "danger.support.victim"
    third = danger.concerns == "other" or draft.value("role") in ADULTS | {"witness"}
    return "danger.support.other" if third else "danger.support.victim"


def _first(draft: Draft, danger: Danger, lead: Shown) -> Piece:
    support = _support(draft, danger)
    key, slots = opening_words(draft, lead.opening)
    number = lead.service.contact
    words: dict[str, str | int] = {
        "support": draft.text(support), "number": number, "when": draft.text(f"danger.{key}", **slots)
    }  # fmt: skip
    # A number that is written to is of no use to who does not know it.
    if draft.value(CANNOT_SPEAK) and lead.service.sms == number:
        said = draft.piece("danger.first.written", **words)
    else:
        said = draft.piece("danger.first", **words)
    return _asking_where(draft, lead, said.text, (*said.keys, f"danger.{key}", support))


def _national(draft: Draft, lead: Shown) -> Piece:
    """The first line of the country that was tapped; elsewhere, which country it is may still be said."""
    key, slots = opening_words(draft, lead.opening)
    text = draft.text("danger.national", number=lead.service.contact, when=draft.text(f"danger.{key}", **slots))
    return _asking_where(draft, lead, text, ("danger.national", f"danger.{key}"))


def _asking_where(draft: Draft, lead: Shown, text: str, keys: tuple[str, ...]) -> Piece:
    choices = _countries(draft)
    slot = "country" if choices else ""
    return Piece(text=text, keys=keys, services=(lead.service.id,), choices=choices, slot=slot)


def _located(draft: Draft) -> bool:
    return draft.value("country") not in ("", OUTSIDE)


def _countries(draft: Draft) -> tuple[Choice, ...]:
    """The countries of the first question, then those of « Ailleurs », as taps that mean the same anywhere."""
    country = draft.value("country")
    if _located(draft) or country == _value(draft.before, "country") == OUTSIDE:
        return ()
    node = "elsewhere" if country == OUTSIDE else "country"
    asking = draft.library.flows.flows[ARRIVAL].nodes[node]
    return tuple(draft.choice(f"country.{one.set}", one.text) for one in asking.choices if one.set)


def _value(conversation: Conversation, slot: str) -> str:
    known = conversation.slots.get(slot)
    return known.value if known else ""


def _second(draft: Draft, row: DangerRow, rest: list[Shown]) -> Piece:
    """The second line, an adult near, the human sentence, and where it fits the first protective steps."""
    title = title_of(draft, NEAR)
    adult = Piece(text=draft.text("danger.near", title=title), keys=("danger.near",), titles={NEAR: title})
    steps = bulleted(draft, [one for one in first_protective(draft) if one != NEAR]) if row.protective else None
    tail = [adult, human_sentence(draft), *([steps] if steps else [])]
    for count in range(LINES_IN_SECOND, 0, -1):
        whole = join([*(line(draft, one) for one in rest[:count]), *tail])
        if len(whole.text) <= limits.CHARACTERS_A_MESSAGE:
            break
    return whole
