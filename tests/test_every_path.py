"""Every path of every flow, walked with the real engine: it answers, it waits, it can be stored, and help is near."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations import limits
from conversations.conversation import Conversation, Keeping, Slot, Turn
from conversations.effects import KeepEvidence, MakeDossier, MakeLetter, OpenHandoff, Say, SetTimer
from conversations.engine import take_turn
from conversations.events import EVENT
from conversations.library import Library
from conversations.situation import Situation

EVENING = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
PAUSE = timedelta(seconds=45)
# One message of each kind that leads somewhere else.
TEXTS = (
    "on m'insulte tous les jours",
    "jsp par où commencer",
    "bonjour",
    "oui",
    "non",
    "je sais pas",
    "c'est quoi la loi",
    "qui peut lire",
    "merci",
    "je veux mourir",
    "il a ma photo nue et veut de l'argent",
    "ils vont me frapper",
    "zzqx",
    "sos",
    "stop",
    "efface",
    "courrier",
    "rappel",
    "cette nuit",
)
KINDS = ({"mime": "application/pdf"}, {"mime": "image/png"})
STORED = {"sha256": "0" * 64, "size": 1, "received_at": EVENING}
Input = tuple[str, dict[str, Any]]
Standing = tuple[Conversation, list[Say], Turn | None]
# What lies deeper than the walk goes: from a conversation with kept pieces, through a sheet to its end.
STORIES: tuple[tuple[Input, ...], ...] = (
    (
        ("said", {"text": "oups c'était un nu"}),
        ("said", {"text": "la 2 et la 3"}),
        ("chose", {"choice": "sheet.yes"}),
        *(("said", {"text": text}) for text in ("insta", "@leo.x", "non", "mardi", "sa classe", "rien", "une photo")),
    ),
    (("said", {"text": "la pièce 2 c'était un nu"}),),
    (
        ("evidence_stored", {**STORED, "number": 4, "effect": "x/0", "mime": "text/plain", "chat": True}),
        ("chat_read", {"effect": "x/1", "number": 4, "total": 9, "lines": [{"place": 1, "text": "sale thon"}]}),
        ("said", {"text": "celui tout en haut de la liste"}),
        ("said", {"text": "2, 3"}),
        ("chat_read", {"effect": "x/2", "number": 4, "total": 9, "lines": [{"place": 2, "text": "x"}], "picked": True}),
        ("said", {"text": "c'est tout"}),
    ),
    (
        ("evidence_stored", {**STORED, "number": 4, "effect": "x/0", "mime": "text/plain", "unsigned": True}),
        ("said", {"text": "dark_69"}),
    ),
    (("said", {"text": "comment porter plainte ?"}),),
    (("said", {"text": "tu peux me rappeler ?"}), ("said", {"text": "bof"})),
    (("said", {"text": "c'est quoi le 3018 ?"}),),
    (("said", {"text": "c'est quoi un cpe ?"}),),
    (("chose", {"choice": "plan"}), ("said", {"text": "et quoi d'autre ?"})),
    (("chose", {"choice": "plan"}), ("said", {"text": "la directrice les a convoqués"})),
    (("chose", {"choice": "plan"}), ("said", {"text": "comment on fait pour les aider à comprendre ?"})),
    (("chose", {"choice": "plan"}), ("said", {"text": "je veux juste que ça s'arrête"})),
    (("said", {"text": "comment supprimer la conversation"}), ("chose", {"choice": "erase.there"})),
)
FROM_FIRST_CONTACT: tuple[tuple[Input, ...], ...] = (
    (
        ("said", {"text": "bonjour"}),
        ("chose", {"choice": "FR"}),
        ("chose", {"choice": "teen"}),
        ("said", {"text": "bof"}),
    ),
    (
        ("said", {"text": "bonjour"}),
        ("chose", {"choice": "FR"}),
        ("chose", {"choice": "teen"}),
        ("said", {"text": "ils m'insultent"}),
        ("chose", {"choice": "days"}),
    ),
    (
        ("said", {"text": "bonjour"}),
        ("chose", {"choice": "FR"}),
        ("chose", {"choice": "teen"}),
        ("said", {"text": "jveux juste parler"}),
        ("said", {"text": "ils m'insultent"}),
    ),
    (("said", {"text": "ik word gepest op snapchat, ze schelden me elke dag uit"}), ("chose", {"choice": "BE"})),
    (("said", {"text": "hallo"}), ("chose", {"choice": "BE"}), ("said", {"text": "ik ben bang"})),
)
HERE: tuple[Input, ...] = (("said", {"text": "bonjour"}), ("chose", {"choice": "FR"}))
# What is said in the middle of a danger, in the order in which it leads somewhere.
IN_DANGER: dict[tuple[str, str], tuple[str, ...]] = {
    ("teen", "ma lettre est prête"): ("c'est la lettre du collège",),
    ("teen", "je veux mourir"): (
        "je vais le dire à ma prof",
        "elle est là",
        "je vais réveiller ma soeur",
        "ma mère est là",
        "je l'ai dit à ma mère",
        "jvais appeler le 3114",
        "je vais pas le faire",
        "t'as raison",
        "ouf",
        "mes parents dorment",
        "j'ai plus de crédit",
        "je peux pas parler je vais pleurer",
        "tes chiant avec tes numeros",
        "pardon",
        "t'es nul",
        "pourquoi tu parles de police",
        "ils disent quoi si j'appelle",
        "le 3114 a un tchat ?",
        "personne répond au numéro",
        "mes parents entendent tout jpeux pas appeler",
        "et par sms",
        "ils vont me mettre à l'hopital ?",
        "et si je me trompe ?",
        "si jappelle les flics ils font quoi",
        "et si je raccroche",
        "c'est long l'attente ?",
        "c'est que des paroles",
        "les pompiers sont là",
    ),
    ("teen", "j'ai fugué je suis dehors à la gare"): (
        "ma tante propose de dormir chez elle",
        "il me propose de dormir chez lui",
        "il a l'air sympa",
        "j'irai pas",
        "je sais pas où dormir",
        "c'est bon jsuis rentré",
    ),
    ("teen", "j'ai avalé une boîte de cachets de ma mère"): (
        "tu répètes toujours la même chose",
        "pk tu me dis sa",
        "je veux pas d'ambulance tout le quartier va voir",
        "hors de question d'appeler",
        "vous pouvez rien faire de toute façon",
        "je rigole",
        "t'as pas un truc pour dormir",
        "ça va mieux là",
    ),
    ("teen", "je suis dehors j'ai fugué ce soir"): ("nn j'appelle pas les flics ils me ramènent",),
    ("witness", "mon amie m'a écrit qu'elle veut mourir ce soir"): (
        "je sais pas où elle habite",
        "ses parents disent qu'il faut attendre",
        "il a ouvert",
    ),
    ("parent", "ma fille de 13 ans n'est pas rentrée depuis hier soir"): (
        "il faut attendre 24h pour la police ?",
        "on l'a vue à la gare du midi",
        "elle vient de rentrer",
    ),
    ("teacher", "une élève m'a montré ses bras, c'est son père qui la frappe"): ("je préviens les parents ?",),
    ("teen", "il m'attend demain à la sortie avec une lame"): ("jvais prendre un truc aussi au cas où",),
    ("teen", "on me fait chanter avec ma photo nue"): (
        "je lui paye ou pas ?",
        "elle redemande 200",
        "si je bloque elle balance direct",
        "et si je supprime mon compte ?",
        "il l'a envoyée à 3 personnes",
        "il me reste 2h",
        "plus que 30 min",
    ),
    ("teen", "j'ai envie de mourir"): ("non", "ils arrivent", "elle appelle"),
    ("teen", "jsuis sur le pont là"): ("je suis redescendu", "parle moi d'autre chose"),
    ("teen", "mon père me frappe là maintenant"): ("ok ils arrivent", "il s'est calmé", "je suis chez mamie"),
    ("witness", "ma copine a avalé une boîte de cachets"): ("elle est sortie de l'hosto",),
    ("witness", "un mec a les nudes de ma meilleure amie et il veut de l'argent ce soir"): ("c'est moi sur la photo",),
    ("teen", "un homme de 24 ans veut me voir demain à la gare"): (
        "je vais y aller samedi",
        "je descends",
        "je vais partir avec lui",
    ),
    ("witness", "ma meilleure amie veut se suicider"): (
        "elle répond plus",
        "c'est bon elle a répondu",
        "sa mère est là",
    ),
    ("teen", "demain je ramène un couteau au lycée pour les planter"): (
        "ouais je le prends pas le couteau",
        "la police arrive",
    ),
    ("teen", "un homme de 40 ans me demande des photos nue"): ("oui j'ai envoyé des photos",),
}
STATES = 2300
SOONEST_HELP = 2


@dataclass
class Walk:
    """What was seen on the way."""

    library: Library
    situation: Situation
    channel: str
    start: datetime = EVENING
    seen: set[object] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)
    turns: int = 0

    def take(self, conversation: Conversation, given: Input) -> tuple[Conversation, list[Say], Turn]:
        """One turn; what is gone on with has been through JSON."""
        self.turns += 1
        kind, fields = given
        at = self.start + PAUSE * (conversation.turns + 1)
        event = EVENT.validate_python({"id": f"e{conversation.turns}", "at": at, "kind": kind, **fields})
        turn = take_turn(conversation, event, self.situation, self.library)
        stored = turn.conversation.model_dump_json()
        again = Conversation.model_validate_json(stored)
        if again.model_dump_json() != stored:
            self.faults.add(f"{where(given, conversation)}: the state changes when it is stored")
        if again.place:
            self.places.add((again.place.flow, again.place.node))
        return again, [effect for effect in turn.effects if isinstance(effect, Say)], turn


def inputs(conversation: Conversation, said: list[Say], turn: Turn | None) -> Iterator[Input]:
    """Everything the person, the desk or the store may do next."""
    choices = {choice.id: say.question for say in said for choice in (*say.choices, *say.fixed)}
    yield from (("chose", {"choice": choice, "question": question}) for choice, question in choices.items())
    yield from (("said", {"text": text}) for text in TEXTS)
    photo = {"reference": "f", "kind": "photo", "message": "m"}
    yield from (("file_sent", {"files": [{**photo, "kind": kind}]}) for kind in ("photo", "voice", "sticker"))
    origin = {"kind": "snapshot", "date": EVENING}
    yield "said", {"text": TEXTS[0], "origin": origin}
    yield "file_sent", {"files": [{**photo, "origin": origin}]}
    yield from (("command_given", {"name": name}) for name in ("donnees", "relais", "start", "dossier"))
    yield "file_announced", {}
    yield from _of_others(conversation, turn)


def _of_others(conversation: Conversation, turn: Turn | None) -> Iterator[Input]:
    for effect in turn.effects if turn else ():
        if isinstance(effect, KeepEvidence):
            stored = {**STORED, "number": 1, "effect": effect.id}
            yield from (("evidence_stored", {**stored, **kind}) for kind in KINDS)
            yield "evidence_refused", {"effect": effect.id, "reason": "too_big"}
        if isinstance(effect, SetTimer) and not effect.name.startswith(("notice", "retention")):
            yield "timer_fired", {"name": effect.name}
        if isinstance(effect, MakeDossier | MakeLetter):
            yield "papers_late", {"effect": effect.id}
            yield "papers_made", {**papers(effect.id), "way": getattr(effect, "way", "here")}
            yield from (("papers_failed", {"effect": effect.id, "reason": reason}) for reason in ("empty", "fault"))
    if conversation.handoff == "waiting":
        yield "handoff_taken", {"handoff": conversation.handoff_id, "alias": "Sam"}
    if conversation.handoff == "human":
        yield "helper_replied", {"handoff": conversation.handoff_id, "text": "Je te lis."}
        yield from (("handoff_closed", {"handoff": conversation.handoff_id, "by": by}) for by in ("helper", "system"))


def papers(effect: str) -> dict[str, Any]:
    paper = {"id": f"{effect}/0", "name": "document.pdf", "mime": "application/pdf", "size": 1}
    return {"effect": effect, "papers": [paper], "until": EVENING}


def outline(conversation: Conversation) -> object:
    """What decides the way on; two conversations with the same outline need not both be walked."""
    place, danger = conversation.place, conversation.danger
    return (
        place and (place.flow, place.node),
        bool(conversation.stack),
        (danger.level, danger.kinds[:1]),
        (conversation.handoff, conversation.notice, conversation.told, conversation.stopped),
        (bool(conversation.waiting_files), bool(conversation.keeping.effects)),
        bool(conversation.waiting_files or conversation.keeping.effects) and "forwarded" in conversation.slots,
        conversation.slots["role"].value if "role" in conversation.slots else "",
        conversation.misunderstood > 0,
    )


def where(given: Input, before: Conversation) -> str:
    kind, fields = given
    place = f"{before.place.flow}.{before.place.node}" if before.place else "nowhere"
    return f"{kind} {fields.get('choice', fields.get('text', fields.get('name', '')))} at {place}"


def judge(walk: Walk, given: Input, before: Conversation, after: Conversation, said: list[Say]) -> None:
    counted = [say for say in said if not say.from_helper and not any(key.startswith("notice.") for key in say.keys)]
    if len(counted) > limits.MESSAGES_A_TURN:
        walk.faults.add(f"{where(given, before)}: {len(counted)} messages, {[say.keys[:1] for say in counted]}")
    by_person = given[0] in ("said", "chose", "command_given", "file_announced", "file_sent")
    # A forwarded message is answered once no other follows it.
    by_person = by_person and not (given[1].get("origin") and after.forwards.lines)
    if by_person and not said and after.handoff != "human" and not after.waiting_files and not after.keeping.effects:
        walk.faults.add(f"{where(given, before)}: no answer")


def helped(walk: Walk, conversation: Conversation, said: list[Say], taps: int) -> bool:
    """Whether some tap, or one more, shows a service or calls a human."""
    ways = {choice.id: say.question for say in said for choice in (*say.fixed, *say.choices)}
    for choice, question in ways.items():
        after, answer, turn = walk.take(conversation, ("chose", {"choice": choice, "question": question}))
        if any(say.services for say in answer) or any(isinstance(effect, OpenHandoff) for effect in turn.effects):
            return True
        if taps > 1 and helped(walk, after, answer, taps - 1):
            return True
    return False


def at_the_plan(walk: Walk, begin: Conversation) -> Standing:
    """A parent in France who told enough to be shown a plan."""
    told, _, _ = walk.take(begin, ("said", {"text": "ma fille est insultée sur Snapchat depuis septembre"}))
    return walk.take(told, ("chose", {"choice": "FR"}))


def with_a_letter(walk: Walk, planned: Conversation) -> Standing:
    """The same parent, whose letter was just made."""
    for choice in ("letter.platform", "letter_finish"):
        planned, _, _ = walk.take(planned, ("chose", {"choice": choice}))
    assert planned.letter
    return walk.take(planned, ("papers_made", papers(planned.letter.effect)))


def reminded(walk: Walk, planned: Conversation) -> Iterator[Standing]:
    """The same parent, whom something that was asked for reaches later."""
    for choice in ("remind", "remind_yes"):
        planned, _, _ = walk.take(planned, ("chose", {"choice": choice}))
    for name in ("check_in", "morning", "rung.letter_academie"):
        yield walk.take(planned, ("timer_fired", {"name": name}))


def with_a_file(walk: Walk, planned: Conversation) -> Standing:
    """The same parent, who sent something and asks for all of it."""
    kept = planned.model_copy(update={"evidence": 1})
    return walk.take(kept, ("said", {"text": "mon dossier"}))


def asking_early(walk: Walk, begin: Conversation) -> Standing:
    """A young person in France who asks about a step before the plan was shown."""
    told, _, _ = walk.take(begin, ("said", {"text": "on m'insulte tous les jours sur snapchat"}))
    located, _, _ = walk.take(told, ("chose", {"choice": "FR"}))
    return walk.take(located, ("said", {"text": "comment je signale ?"}))


def in_dutch(walk: Walk, begin: Conversation) -> Standing:
    """A young person in Belgium who writes in Dutch."""
    greeted, _, _ = walk.take(begin, ("said", {"text": "ik word elke dag gepest op school"}))
    return walk.take(greeted, ("chose", {"choice": "BE"}))


def walked(library: Library, channel: str, situation: Situation, start: datetime) -> Walk:
    """Breadth first from first contact and from where people come later, each outline once, at most STATES of them."""
    walk = Walk(library, situation, channel, start)
    begin = Conversation(id="c1", channel=channel)
    planned = at_the_plan(walk, begin)
    later = (with_a_letter(walk, planned[0]), *reminded(walk, planned[0]), with_a_file(walk, planned[0]))
    early = (asking_early(walk, begin), in_dutch(walk, begin))
    waiting: list[Standing] = [(begin, [], None), planned, *later, *early]
    walk.seen.update(outline(conversation) for conversation, _, _ in waiting)
    while waiting and len(walk.seen) < STATES:
        before, offered, last = waiting.pop(0)
        for given in inputs(before, offered, last):
            after, said, turn = walk.take(before, given)
            judge(walk, given, before, after, said)
            if outline(after) not in walk.seen:
                walk.seen.add(outline(after))
                waiting.append((after, said, turn))
                if said and not helped(walk, after, said, SOONEST_HELP):
                    walk.faults.add(f"{where(given, before)}: no human and no number near")
    for story in STORIES:
        play(walk, with_pieces(channel), story)
    play(walk, with_an_old_letter(walk, channel), (("said", {"text": "bonjour"}),))
    for story in FROM_FIRST_CONTACT:
        play(walk, begin, story)
    for (role, danger), texts in IN_DANGER.items():
        told = tuple(("said", {"text": text}) for text in (danger, *texts))
        play(walk, begin, (*HERE, ("chose", {"choice": role}), *told))
    return walk


def with_pieces(channel: str) -> Conversation:
    """A conversation that has kept three pieces."""
    slots = {"country": Slot(value="FR"), "role": Slot(value="teen")}
    kept = Conversation(id="c2", channel=channel, notice="accepted", told=True, evidence=3, slots=slots)
    return kept.model_copy(update={"keeping": Keeping(last=(1, 2, 3))})


def with_an_old_letter(walk: Walk, channel: str) -> Conversation:
    """A letter whose question was left open two days ago."""
    opened, _, _ = walk.take(with_pieces(channel), ("chose", {"choice": "letter.platform"}))
    assert opened.last_at
    return opened.model_copy(update={"last_at": opened.last_at - timedelta(days=2)})


def play(walk: Walk, conversation: Conversation, story: tuple[Input, ...]) -> None:
    for given in story:
        after, said, _ = walk.take(conversation, given)
        judge(walk, given, conversation, after, said)
        conversation = after


@pytest.fixture(scope="module")
def walks(library: Library) -> tuple[Walk, Walk]:
    """By night nobody is there; in the evening somebody is."""
    return (
        walked(library, "telegram", Situation(on_shift=False), NIGHT),
        walked(library, "web", Situation(on_shift=True), EVENING),
    )


def test_every_turn_answers_and_waits(walks: tuple[Walk, Walk]) -> None:
    assert sorted(fault for walk in walks for fault in walk.faults) == []


def test_every_question_was_reached(walks: tuple[Walk, Walk], library: Library) -> None:
    questions = {(flow.flow, name) for flow, name, node in library.flows.every_node() if node.waits}
    assert questions - {place for walk in walks for place in walk.places} == set()
