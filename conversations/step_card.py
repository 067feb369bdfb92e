"""One step, opened: why, how, what to say, where to tap, with whom, and what it rests on."""

from conversations import doubt_cards, limits
from conversations.draft import Draft
from conversations.law_cards import grounds
from conversations.lines import line, shown
from conversations.pieces import Piece, join
from conversations.planning import judged_now, known, need_of, service_audience, usual_need
from conversations.platform_cards import where_to_tap
from conversations.services import Service
from conversations.steps import Part, Step
from conversations.titles import bullets, packed, title_of, titles_of

LINE = "call_line"
LINES_OF_A_STEP = 3
PARTS: tuple[Part, ...] = ("why", "how", "say")


def opened(draft: Draft) -> list[Piece]:
    """The step that is open, in as many messages as the turn has left: its words first, then what else has room."""
    step = draft.library.steps.get(draft.conversation.open_step, draft.value("country"))
    pieces = packed([*_words(draft, step), *_lines(draft, step)])
    if step.key == LINE and (doubts := doubt_cards.invitation(draft)):
        return _with_doubts(
            pieces, Piece(text=draft.text("doubts.invite"), keys=("doubts.invite",), choices=doubts), draft.room
        )
    tapped = packed(where_to_tap(draft, step.key))
    return [*pieces, *tapped, *grounds(draft, step)][: max(1, draft.room)]


def reason(draft: Draft) -> list[Piece]:
    """The step that is open in one message: what it is, how, and with whom."""
    step = draft.library.steps.get(draft.conversation.open_step, draft.value("country"))
    title, _, *words = _words(draft, step)
    return packed([title, *words[:1], *_lines(draft, step)])[:1]


def instead(draft: Draft) -> list[Piece]:
    """What is offered in place of a step that is not wanted; for a call, where one may write."""
    key, situation = draft.conversation.open_step, judged_now(draft)
    pack = draft.library.steps.by_key(draft.value("country"))
    offered = [one for one in pack[key].instead if one in pack and pack[one].allowed(situation)]
    offered = [one for one in offered if draft.conversation.steps.get(one) not in ("done", "refused")]
    titles = titles_of(draft, offered)
    pieces = [draft.piece("plan.respected")]
    if key == LINE:
        pieces += written(draft)
    if titles:
        text = draft.text("plan.instead", titles=bullets(titles))
        pieces.append(Piece(text=text, keys=("plan.instead",), titles=titles))
    return packed(pieces)


def too_early(draft: Draft) -> list[Piece]:
    """A step whose turn has not come: what comes before it."""
    pack = draft.library.steps.by_key(draft.value("country"))
    step = pack[draft.conversation.open_step]
    before = step.rung.of if step.rung else step.key
    titles = titles_of(draft, [step.key, before])
    text = draft.text("plan.too_early", title=titles[step.key], before=titles[before], days=_days(step))
    return [Piece(text=text, keys=("plan.too_early",), titles={before: titles[before]})]


def _days(step: Step) -> int:
    return step.rung.days if step.rung else 0


def _words(draft: Draft, step: Step) -> list[Piece]:
    """The title, then each part that exists, with the words of the person's school."""
    title, situation = title_of(draft, step.key), known(draft)
    school = draft.library.steps.school.words(
        draft.value("country"), draft.value("school_level"), draft.conversation.lang
    )
    keys = [step.text_key(part, situation) for part in PARTS]
    words = [draft.piece(key, **school) for key in keys if draft.has_text(key)]
    return [Piece(text=title, titles={step.key: title}), *words]


def _lines(draft: Draft, step: Step) -> list[Piece]:
    named = step.services_for(known(draft))[:LINES_OF_A_STEP]
    return [line(draft, shown(draft, draft.library.directory.get(one))) for one in named]


def _with_doubts(pieces: list[Piece], invitation: Piece, room: int) -> list[Piece]:
    """The button about calling stands under the words, the answers to the step under the last message."""
    whole = join([pieces[0], invitation]) if len(pieces) > 1 else pieces[0]
    if len(whole.text) > limits.CHARACTERS_A_MESSAGE:
        whole = join([pieces[0], Piece(text="", choices=invitation.choices)])
    return [whole, *pieces[1 : max(1, room)]]


def written(draft: Draft) -> list[Piece]:
    """The first line with a chat for what is told, and the one for what is usual, where they are two."""
    needs = dict.fromkeys((need_of(draft), usual_need(draft)))
    chats = {found.id: found for need in needs if (found := _chat_for(draft, need))}
    return [
        Piece(text=draft.text(key, name=one.name, address=one.chat.address), keys=(key,), services=(one.id,))
        for key, one in zip(("plan.chat", "plan.chat_too"), chats.values(), strict=False)
        if one.chat is not None
    ]


def _chat_for(draft: Draft, need: str) -> Service | None:
    directory, country = draft.library.directory, draft.value("country")
    found = directory.services(country, need, service_audience(draft), draft.now, draft.conversation.lang)
    return next((one.service for one in found if one.service.chat and one.service.chat.available), None)
