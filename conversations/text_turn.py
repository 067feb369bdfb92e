"""A message without danger: a command that was typed, an answer, an interruption, or the next word of the story."""

from conversations import letter_talk, limits
from conversations.answers import ANY_WORDS, FREE_SLOTS, chosen_by_text, offered_by_text, plain
from conversations.asked_words import WHOLE, Readings, asks_for, old_number
from conversations.asking import PLAN, answered_kindly, asked_by_name, asks_instead, say_kindly
from conversations.besides import besides_the_answer
from conversations.chatting import is_answer
from conversations.choosing import composed_choice, take_choice
from conversations.conditions import in_danger
from conversations.conversation import Slot
from conversations.danger_turn import SAFE_NOW
from conversations.date_cards import fact_of_a_piece
from conversations.dictating import take_words, turned_from_letter
from conversations.doors import welcomed_anew
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.flows import Interruption
from conversations.fragile import gives_up
from conversations.hearing import understood
from conversations.intimate import ROW, says_nude
from conversations.meant import take_meant
from conversations.news import told_news
from conversations.numbered import take_numbered
from conversations.turning import says_more_than_no
from conversations.walk import ask_again, go, interrupt

# What is no answer to a question of a letter, where it is all that is said.
NO_DICTATION = frozenset({"thanks", "ask_human", "ask_stop"})
WORDS_OF_A_COURTESY = 3
# « Pièce 1, c'était le 3 novembre »; a longer message tells what is on it.
WORDS_OF_A_DATED_PIECE = 8
SAFE = "safe"


def take_text(draft: Draft, text: str, read: Readings, findings: Findings, fresh: bool) -> None:
    """The first that fits, from what was typed as a command to the story."""
    old_number(draft, findings)
    if says_nude(draft, text):
        interrupt(draft, f"files.{ROW}")
    elif any(take(draft, read, findings) for take in (turned_from_letter, take_meant, take_numbered)):
        draft.change(misunderstood=0)
    elif (row := draft.library.flows.typed(plain(text))) is not None:
        interrupt(draft, row.goto)
    elif welcomed_anew(draft) or besides_the_answer(draft, read, findings) or answered(draft, text, read, findings):
        draft.change(misunderstood=0)
    elif len(text.split()) <= WORDS_OF_A_DATED_PIECE and fact_of_a_piece(draft) is not None:
        interrupt(draft, "files.dated")
    elif not in_danger(draft.conversation) and not draft.speaks(WHOLE):
        answer_in_few_words(draft, text, read, findings)
    elif told_news(draft, read, findings) or asked_by_name(draft, read, findings):
        draft.change(misunderstood=0)
    elif (row := ownrow_of(draft)) is not None:
        draft.change(misunderstood=0)
        interrupt(draft, row.goto)
    elif asks_gently(draft, findings):
        say_kindly(draft, read, findings)
        go(draft, "story.safe")
    elif not in_danger(draft.conversation) and answered_kindly(draft, read, findings):
        draft.change(misunderstood=0)
    elif is_open_question(draft, text, findings, fresh):
        unanswered(draft, text)
    elif in_danger(draft.conversation):
        # After a danger no form and no « I did not understand »: the person is followed (conversation_rules §3.11).
        say_kindly(draft, read, findings)
        go_on(draft, text, fresh)
    elif draft.before.notice == "unseen":
        go(draft, "arrival")
    elif not understood(text, findings, told=draft.conversation.told):
        not_understood(draft)
    else:
        draft.change(misunderstood=0)
        go_on(draft, text, fresh)


def answer_in_few_words(draft: Draft, text: str, read: Readings, findings: Findings) -> None:
    """In a language that is not whole: what it has an answer to; else who listens in it."""
    asks = asks_for(draft, findings)
    if asked_by_name(draft, read, findings):
        return
    if (row := ownrow_of(draft)) is not None:
        interrupt(draft, row.goto)
    elif answered_kindly(draft, read, findings):
        return
    elif draft.value("country") and asks is not None and asks.opens(text):
        interrupt(draft, "spoken.ask_them")
    else:
        go(draft, "arrival")


def unanswered(draft: Draft, text: str) -> None:
    """Says who can answer; in danger the person is followed all the same."""
    if in_danger(draft.conversation):
        draft.say(draft.piece("misunderstood.question"))
        go_on(draft, text, fresh=False)
    else:
        interrupt(draft, "misunderstood.question")


def asks_gently(draft: Draft, findings: Findings) -> bool:
    """Fragile ground that shows after the story, which has its own place for that question; giving up, in it too."""
    state = draft.conversation
    # Asked already, and passed over: the same question again is none.
    open_now = state.asked is not None and state.asked.slot == SAFE_NOW
    in_time = PLAN in state.said or (draft.before.told and gives_up(findings))
    due = in_time and not draft.value(SAFE_NOW) and not open_now
    return findings.risk == "low" and due and not in_danger(state)


def is_open_question(draft: Draft, text: str, findings: Findings, fresh: bool) -> bool:
    """A question, after the story, that tells nothing new and that nothing here answers."""
    if not draft.before.told or fresh or findings.risk != "none" or draft.conversation.slots != draft.before.slots:
        return False
    asks = asks_for(draft, findings)
    return "?" in text if asks is None else asks.opens(text)


def ownrow_of(draft: Draft) -> Interruption | None:
    """The row of the interruptions that the message itself is, by what it wishes."""
    view, rows = draft.view, draft.library.flows.interruptions.rows
    return next((row for row in rows if row.when is not None and row.when.holds(view)), None)


def answered(draft: Draft, text: str, read: Readings, findings: Findings) -> bool:
    """Takes the text as the answer to the open question, where it is one."""
    place, asked = draft.conversation.place, draft.conversation.asked
    node = draft.library.flows.node(place) if place else None
    if node is None or asked is None:
        return False
    if is_answer(draft, text):
        go(draft, "chat.pick")
        return True
    choice = chosen_by_text(draft, node, text, findings)
    if choice is not None and not (choice.set == SAFE and says_more_than_no(draft, text, findings)):
        take_choice(draft, node, choice)
        return True
    if asked.slot in ANY_WORDS:
        draft.set_slot(asked.slot, Slot(value=_said_value(draft, text), by="text"))
        go(draft, node.next)
        return True
    offered = offered_by_text(asked.choices, text)
    if offered is not None:
        composed_choice(draft, offered.id)
        return True
    if not _is_courtesy(text, findings) and take_words(draft, read, findings):
        go(draft, node.otherwise or node.next)
        return True
    filled = asked.slot in draft.conversation.slots and asked.slot not in draft.before.slots
    if filled and not asks_instead(draft, asked.slot, read, findings):
        go(draft, node.next)
        return True
    return False


def _is_courtesy(text: str, findings: Findings) -> bool:
    """« Merci beaucoup » is no answer to the question of a letter, nor is wanting somebody else."""
    return findings.intent in NO_DICTATION and len(text.split()) <= WORDS_OF_A_COURTESY


def go_on(draft: Draft, text: str, fresh: bool) -> None:
    """The story goes on: an open question takes the words as its answer, any other node leads where it says."""
    place, asked = draft.conversation.place, draft.conversation.asked
    node = draft.library.flows.node(place) if place else None
    if node is None:
        go(draft, "arrival")
    elif asked is not None and asked.slot in FREE_SLOTS:
        draft.set_slot(asked.slot, Slot(value=_said_value(draft, text), by="text"))
        go(draft, node.next)
    elif letter_talk.waits(draft):
        if draft.findings.intent != "yes":
            draft.say(draft.piece("letters.beside"))
        ask_again(draft)
    elif node.otherwise:
        go(draft, node.otherwise)
    elif fresh or draft.conversation.told:
        ask_again(draft)
    else:
        not_understood(draft)


def not_understood(draft: Draft) -> None:
    count = draft.conversation.misunderstood + 1
    draft.change(misunderstood=count)
    interrupt(draft, "misunderstood.card" if count >= limits.MISUNDERSTOOD_BEFORE_CARD else "misunderstood.once")


def _said_value(draft: Draft, text: str) -> str:
    return "skipped" if draft.findings.intent in ("unsure", "no") else text[: limits.CHARACTERS_A_MESSAGE]
