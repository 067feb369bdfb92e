"""Messages composed from data: the numbers, the plan, a step, what is kept. Every word comes from the catalogue."""

from collections.abc import Callable
from dataclasses import replace

from conversations import call_cards, doubt_cards, letter_talk, limits, reminding, step_card, weary_cards
from conversations.chatting import kept as chat_kept
from conversations.chatting import page as chat_page
from conversations.country import Role
from conversations.date_cards import author_question, date_noted, date_question, piece_dated, pieces_kept
from conversations.draft import Draft
from conversations.effects import Choice
from conversations.emergency import emergency, service_for
from conversations.following import listening, number_now, still_urgent
from conversations.further_steps import protective, protective_again, protective_on, safety
from conversations.human_cards import danger_lines, human, human_sentence, line_now, night, who_answers
from conversations.intimate import nude_going, nude_which
from conversations.introductions import introduces
from conversations.law_cards import by_age, is_young_author, may_cost, short_deadline
from conversations.lines import each_once, line, shown
from conversations.pieces import Piece, join
from conversations.plan_cards import first_steps, plan, plan_again, plan_fresh, plan_further, plan_news
from conversations.planning import known, need_of, of_their_own, service_audience
from conversations.platform_cards import blocking, capture_notice
from conversations.receipts import receipt
from conversations.services import FOR_ADULTS
from conversations.titles import fitted, packed, title_of
from conversations.wording import full_date

HASH_TOOL = "int-take-it-down"
EUROPE = "eu-112"
LINES_NOW = 2
LISTENING = "youth_listening"
LISTENS: dict[str, Role] = {"suicide": "suicide", "self_harm": "suicide", "danger_at_home": "child_danger"}
LISTENING_WORDS = ("honest", "listens", "carried", "read")


def notice(draft: Draft) -> list[Piece]:
    """The first notice: one message outside the count of a turn."""
    operator = draft.situation.operator
    emergency = draft.library.directory.get(EUROPE).contact
    slots: dict[str, str | int] = {"days": operator.retention_days, "hours": operator.notice_hours}
    slots["emergency"] = emergency
    main = draft.text(f"notice.{draft.conversation.channel}", **slots)
    keys = [f"notice.{draft.conversation.channel}"]
    if operator.mode == "rehearsal":
        main = f"{draft.text('notice.rehearsal')}\n{main}"
        keys.insert(0, "notice.rehearsal")
    return [Piece(text=main, keys=tuple(keys), services=(EUROPE,), outside_count=True)]


def reaction(draft: Draft) -> list[Piece]:
    """The first answer to a story: belief, the act named, no one's fault."""
    role = draft.value("role") or "teen"
    key = f"reaction.{role}" if draft.has_text(f"reaction.{role}") else "reaction.teen"
    if role == "parent" and _child_took_part(draft):
        key = "reaction.author_child.parent"
    if introduces(draft):
        # Nothing was told yet that nobody has a right to do.
        key = "reaction.untold"
    if not draft.speaks(key):
        return []
    pieces = [draft.piece(key)]
    topic = next((topic for topic in draft.conversation.topics if draft.has_text(f"topic.{topic}")), "")
    if topic:
        pieces.append(draft.piece(f"topic.{topic}"))
    return [join(pieces, " ")]


def language(draft: Draft) -> list[Piece]:
    """What is not spoken yet in this language is said once; then who listens in it, each time in other words."""
    place = draft.conversation.said.index
    said = [words for words in LISTENING_WORDS if f"language.{words}" in draft.conversation.said]
    fresh = [words for words in LISTENING_WORDS if words not in said]
    return _who_listens(draft, fresh[0] if fresh else min(said[1:], key=lambda words: place(f"language.{words}")))


def _who_listens(draft: Draft, words: str) -> list[Piece]:
    """The words, then the line; what was said last stands last in `said`."""
    mark = f"language.{words}"
    draft.change(said=(*(key for key in draft.conversation.said if key != mark), mark))
    country, directory = draft.value("country"), draft.library.directory
    lang, audience = draft.conversation.lang, service_audience(draft)
    found = directory.services(country, LISTENING, audience, draft.now, lang)
    # The sentence names the line of the young, which is right for their parents too where no other speaks it.
    young = directory.services(country, LISTENING, "teen", draft.now, lang)
    everyone = [*found, *(one for one in young if one not in found)]
    speaking = [one for one in everyone if lang in one.service.languages] or list(found)
    named = speaking[:LINES_NOW] or [shown(draft, service_for(draft, "emergency"))]
    text_key = f"language.spoken.{words}" if lang in named[0].service.languages else f"language.elsewhere.{words}"
    lines = [line(draft, one) for one in named]
    return [fitted([draft.piece(text_key), *lines], human_sentence(draft))]


def numbers(draft: Draft) -> list[Piece]:
    """Who answers, open ones first; the emergency number always stands there."""
    country = draft.value("country")
    directory = draft.library.directory
    emergency = line(draft, shown(draft, service_for(draft, "emergency")))
    if not country:
        return [join([draft.piece("numbers.unknown_country"), emergency])]
    found = directory.services(country, need_of(draft), service_audience(draft), draft.now, draft.conversation.lang)
    listed = sorted(found, key=lambda one: one.opening.open is not True)[:3]
    child = shown(draft, service_for(draft, "child_danger"))
    extra = [child] if child.service.id not in {one.service.id for one in listed} else []
    pieces = [draft.piece("numbers.title"), *(line(draft, one) for one in (*listed, *extra)), emergency]
    card = replace(_shortened(pieces), choices=doubt_cards.invitation(draft))
    with_human = join([card, human_sentence(draft)])
    return [with_human if len(with_human.text) <= limits.CHARACTERS_A_MESSAGE else card]


def inventory(draft: Draft) -> list[Piece]:
    """« What do you hold on me now? »: counts and dates, no content."""
    kept, operator = draft.situation.kept, draft.situation.operator
    slots: dict[str, str | int] = {
        "messages": kept.messages,
        "files": kept.evidence,
        "days": operator.retention_days,
        "since": full_date(kept.first_at or draft.now, draft.conversation.lang),
    }
    return [draft.piece("data.inventory", **slots), draft.piece("data.messenger." + draft.conversation.channel)]


def erased(draft: Draft) -> list[Piece]:
    """What is gone here, and what the messenger still holds."""
    return [draft.piece("erase.done"), draft.piece("erase.messenger." + draft.conversation.channel)]


def emergency_again(draft: Draft) -> list[Piece]:
    """After « Oui » or « Je ne sais pas »: the emergency number alone on its line, an adult near, the human again."""
    service = emergency(draft, draft.conversation.danger)
    another = draft.conversation.danger.concerns == "other"
    for_another = another and draft.register == "tu" and draft.value("role") in ("", "witness")
    key = "danger.again.witness" if for_another else "danger.again.own" if of_their_own(draft) else "danger.again"
    text = draft.text(key, number=service.contact)
    return [join([Piece(text=text, keys=(key,), services=(service.id,)), human_sentence(draft)])]


def gentle_lines(draft: Draft) -> list[Piece]:
    """After « je ne sais pas » to the gentle question: who listens, and the emergency number in case."""
    kinds = draft.conversation.danger.kinds
    role: Role = next((LISTENS[kind] for kind in kinds if kind in LISTENS), "online")
    services = [service_for(draft, role), service_for(draft, "emergency")]
    lines = [line(draft, one) for one in each_once(draft, services)]
    return [join([draft.piece("story.unsure"), *lines])]


def intimate_lines(draft: Draft) -> list[Piece]:
    """Who takes an intimate image down without ever receiving it."""
    services = [service_for(draft, "online"), draft.library.directory.get(HASH_TOOL)]
    pieces = [line(draft, shown(draft, service)) for service in services]
    return [join([draft.piece("files.nude.lines"), *pieces])]


def safety_question(draft: Draft) -> list[Piece]:
    """The one question of a danger turn; its words are the title of the step."""
    title = title_of(draft, "check_safety_now")
    return [Piece(text=title, titles={"check_safety_now": title})]


def misunderstood(draft: Draft) -> list[Piece]:
    """Three ways out, one of them a human; the open question stays open."""
    text = draft.text("misunderstood.once")
    return [Piece(text=text, keys=("misunderstood.once",), choices=_three_ways(draft))]


def complaint(draft: Draft) -> list[Piece]:
    """« Tu réponds pas à ma question »: owned, with the same three ways."""
    text = draft.text("help.complaint")
    return [Piece(text=text, keys=("help.complaint",), choices=_three_ways(draft))]


def _three_ways(draft: Draft) -> tuple[Choice, ...]:
    return draft.choice("tell", "misunderstood.tell"), *_ways_out(draft)


def open_question(draft: Draft) -> list[Piece]:
    """A question that nothing here answers: who can."""
    text = draft.text("misunderstood.question")
    return [Piece(text=text, keys=("misunderstood.question",), choices=_ways_out(draft))]


def _ways_out(draft: Draft) -> tuple[Choice, ...]:
    return draft.choice("numbers", "fixed.numbers"), draft.choice("human", "fixed.human")


def legal(draft: Draft) -> list[Piece]:
    """A careful word on the law, and who explains it; an article is for the letters."""
    country = draft.value("country")
    key = f"help.legal.{country}" if draft.has_text(f"help.legal.{country}") else "help.legal.other"
    if draft.value("role") == "author" or _child_took_part(draft):
        key = "help.legal.author"
    said = packed([draft.piece(key), *_legal_lines(draft)])
    return [*may_cost(draft), *said][: limits.MESSAGES_A_TURN]


def _legal_lines(draft: Draft) -> list[Piece]:
    """Who explains the law, and where a complaint is made."""
    found = draft.library.directory.services(
        draft.value("country"), "legal", service_audience(draft), draft.now, draft.conversation.lang
    )
    police = shown(draft, service_for(draft, "police_office"))
    if draft.value("age_band") != "18_plus":
        # These lines help grown-up victims only, whoever asks.
        found = tuple([one for one in found if one.service.audience != FOR_ADULTS])
    once = {one.service.contact: one for one in (*found[:2], police)}
    return [line(draft, one) for one in once.values()]


def delays(draft: Draft) -> list[Piece]:
    """How long there is to act: the one delay that is sure, and who tells the others."""
    return packed([draft.piece("help.delays"), *short_deadline(draft), *_legal_lines(draft)])


def removal(draft: Draft) -> list[Piece]:
    """Nobody knows whether a platform removes a thing; who can ask for it too."""
    return packed([draft.piece("help.removal"), *_team_of_platforms(draft)])


def report_refused(draft: Draft) -> list[Piece]:
    """A report that was turned down: what comes next, and who can report it too."""
    return packed([draft.piece("help.report_refused"), *_team_of_platforms(draft)])


def _team_of_platforms(draft: Draft) -> list[Piece]:
    """The line that asks platforms to remove things, where the country has one."""
    service = service_for(draft, "online")
    if "image_removal" not in service.kinds:
        return []
    return [draft.piece("help.team_asks"), line(draft, shown(draft, service))]


def chats(draft: Draft) -> list[Piece]:
    """Where one may write to somebody, else that no chat is known."""
    return packed(step_card.written(draft)) or [draft.piece("help.no_chat")]


def risks(draft: Draft) -> list[Piece]:
    """What may follow for who did it, by age; a judge decides, and who explains it."""
    first = [] if is_young_author(draft) else by_age(draft)
    return [*first, *legal(draft)][: limits.MESSAGES_A_TURN]


def _child_took_part(draft: Draft) -> bool:
    return "child_is_author" in known(draft).asked


def _shortened(pieces: list[Piece]) -> Piece:
    """Leaves out lines from the middle until the message fits; the first and the emergency number stay."""
    while len(pieces) > 3 and len(join(pieces).text) > limits.CHARACTERS_A_MESSAGE:
        pieces = [*pieces[:-2], pieces[-1]]
    return join(pieces)


CARDS: dict[str, Callable[[Draft], list[Piece]]] = {
    "notice": notice,
    "reaction": reaction,
    "first_steps": first_steps,
    "plan": plan,
    "plan_news": plan_news,
    "plan_further": plan_further,
    "plan_fresh": plan_fresh,
    "who_answers": lambda draft: [who_answers(draft)],
    "plan_again": plan_again,
    "step": step_card.opened,
    "step_reason": step_card.reason,
    "instead": step_card.instead,
    "too_early": step_card.too_early,
    "numbers": numbers,
    "language": language,
    "language_listens": lambda draft: _who_listens(draft, "listens"),
    "language_asked": lambda draft: _who_listens(draft, "asked"),
    "line_now": line_now,
    "human": human,
    "night": night,
    "protective": protective,
    "protective_on": protective_on,
    "protective_again": protective_again,
    "safety": safety,
    "inventory": inventory,
    "receipt": receipt,
    "date_question": date_question,
    "author_question": author_question,
    "date_noted": date_noted,
    "chat_page": chat_page,
    "chat_kept": chat_kept,
    "nude_which": nude_which,
    "nude_going": nude_going,
    "erased": erased,
    "emergency_again": emergency_again,
    "gentle_lines": gentle_lines,
    "intimate_lines": intimate_lines,
    "listening": listening,
    "still_urgent": still_urgent,
    "number_now": number_now,
    "danger_lines": danger_lines,
    "ideas_told": weary_cards.told,
    "suicide_line": weary_cards.listens,
    "safety_question": safety_question,
    "misunderstood": misunderstood,
    "open_question": open_question,
    "complaint": complaint,
    "legal": legal,
    "risks": risks,
    "delays": delays,
    "removal": removal,
    "report_refused": report_refused,
    "chats": chats,
    "blocking": blocking,
    "other_lines": call_cards.other_lines,
    "written_instead": call_cards.written_instead,
    "sms_or_none": call_cards.sms_or_none,
    "capture_notice": capture_notice,
    "about_line": doubt_cards.about,
    "doubts": doubt_cards.questions,
    "doubt": doubt_cards.answer,
    "follow_day": reminding.day_told,
    "follow_next": reminding.next_told,
    "piece_dated": piece_dated,
    "pieces_kept": pieces_kept,
    "letters_sent": letter_talk.sent,
    "letters": letter_talk.offered,
    "letter_title": letter_talk.title,
    "letter_question": letter_talk.question,
}
