"""What a node of a flow may do besides speaking: one small function for each word of the packs."""

from collections.abc import Callable
from dataclasses import replace

from conversations import follow_up, letter_talk, reminding
from conversations.chatting import close as chat_close
from conversations.chatting import more as chat_more
from conversations.chatting import pick as chat_pick
from conversations.conversation import Conversation, Danger, Slot
from conversations.draft import Draft
from conversations.effects import (
    CancelTimer,
    EndHandoff,
    EraseCase,
    OpenHandoff,
    SetTimer,
    WithdrawMessage,
)
from conversations.further_steps import ONLY_TALK, UNASKED
from conversations.intimate import find_nude, purge_pieces
from conversations.limits import NUDITY_ANSWER_HOLDS
from conversations.no_image_sheet import keep_sheet
from conversations.noting import keep_file
from conversations.papers import dossier_by_code, dossier_here
from conversations.planning import chosen_now
from conversations.receipts import given
from conversations.retention import warning_at


def open_handoff(draft: Draft) -> None:
    """Puts the person in the queue once; asking again changes nothing."""
    if draft.conversation.handoff == "bot":
        handoff = f"{draft.event.id}/handoff"
        draft.emit(OpenHandoff, handoff=handoff, risk=draft.conversation.danger.level)
        draft.change(handoff="waiting", handoff_id=handoff)


def end_handoff(draft: Draft) -> None:
    if draft.conversation.handoff != "bot":
        draft.emit(EndHandoff, handoff=draft.conversation.handoff_id)
        draft.change(handoff="bot", handoff_id="", helper="")


def keep_files(draft: Draft) -> None:
    """« Non » to the picture question: what waits is fetched, and what comes in the next minutes needs no question."""
    draft.change(nudity_no_until=draft.now + NUDITY_ANSWER_HOLDS)
    batches = draft.conversation.waiting_files
    draft.change(waiting_files=())
    for batch in batches:
        for file in batch.files:
            keep_file(draft, file, batch.caption)


def drop_files(draft: Draft) -> None:
    """« Oui », or no clear answer: nothing is fetched, the messenger is asked to delete what lies there."""
    for batch in draft.conversation.waiting_files:
        for message in dict.fromkeys(file.message for file in batch.files if file.message):
            draft.emit(WithdrawMessage, message=message)
    draft.change(waiting_files=(), nudity_no_until=None)
    draft.forget_slot("nudity")


def note_intimate(draft: Draft) -> None:
    """An intimate image is named: the plan and the lines follow from it."""
    topics = draft.conversation.topics
    if "intimate_image" not in topics:
        draft.change(topics=(*topics, "intimate_image"))


def make_plan(draft: Draft) -> None:
    draft.forget_slot(ONLY_TALK)
    draft.change(plan=tuple(step.key for step in chosen_now(draft)))


def list_anew(draft: Draft) -> None:
    """After a danger that is new, what protects may be listed again without being asked for."""
    times = draft.conversation.times_asked
    draft.change(times_asked={key: count for key, count in times.items() if key not in UNASKED})


def listen_only(draft: Draft) -> None:
    """No plan was wanted: no steps are proposed until it is asked for."""
    draft.set_slot(ONLY_TALK, Slot(value="yes", by="text"))


def mark_done(draft: Draft) -> None:
    _mark(draft, "done")


def mark_not_yet(draft: Draft) -> None:
    _mark(draft, "not_yet")


def mark_refused(draft: Draft) -> None:
    _mark(draft, "refused")


def erase(draft: Draft) -> None:
    """Ends what is open, destroys what is kept, and starts again from nothing."""
    end_handoff(draft)
    draft.emit(EraseCase)
    old = draft.conversation
    # Who was addressed with « vous » still is, in the last words about it.
    draft.findings = draft.findings._replace(audience=draft.value("role") or draft.findings.audience)
    draft.change(**dict(Conversation(id=old.id, channel=old.channel, lang=old.lang, turns=old.turns)))


def stop(draft: Draft) -> None:
    end_handoff(draft)
    draft.emit(CancelTimer, name="retention_warning")
    follow_up.stop(draft)
    draft.change(stopped=True, place=None, asked=None, stack=())


def stand_down(draft: Draft) -> None:
    """« Ce n'était pas ça »: the danger no longer leads, and is remembered as a fragile ground."""
    draft.change(danger=replace(draft.conversation.danger, level="low"))


def raise_danger(draft: Draft) -> None:
    """« Oui » to the question of safety: someone may be harmed now."""
    danger = draft.conversation.danger
    kinds = danger.kinds or ("violence_by_others",)
    draft.change(danger=replace(danger, level="imminent", kinds=kinds, at=draft.now))


def it_is_me(draft: Draft) -> None:
    """« C'est moi sur la photo »: not told for somebody else, as it had been taken."""
    draft.change(danger=replace(draft.conversation.danger, concerns="self"))
    if draft.value("role") in ("", "witness"):
        draft.set_slot("role", Slot(value="teen", by="text"))


def tell_ideas(draft: Draft) -> None:
    """« Oui » to whether they think of dying: that is known now, whatever was feared before."""
    kinds = tuple(dict.fromkeys(("suicide", *draft.conversation.danger.kinds)))
    draft.change(danger=Danger(level="high", kinds=kinds, acute=("suicide",), at=draft.now))


def note_help(draft: Draft) -> None:
    """Somebody is there, or on the way: the number is not said at every turn any more. The danger stays remembered."""
    draft.set_slot("safe_now", Slot(value="safe", by="text"))


def forget_safety(draft: Draft) -> None:
    """What was answered before is no answer to what is told now."""
    draft.forget_slot("safe_now")


def ease_danger(draft: Draft) -> None:
    """Whoever did not answer has answered: it may still happen, but not at this moment."""
    if draft.conversation.danger.level == "imminent":
        draft.change(danger=replace(draft.conversation.danger, level="high"))


def skip_slot(draft: Draft) -> None:
    """The open question was passed over: it is not asked again."""
    asked = draft.conversation.asked
    if asked is not None and asked.slot:
        draft.set_slot(asked.slot, Slot(value="skipped", by="text"))


def forget_date(draft: Draft) -> None:
    """The date of these pictures was told, or is not known: it is not asked again."""
    draft.change(undated=())
    draft.forget_slot("file_date")


def forget_author(draft: Draft) -> None:
    """Who wrote these messages was told, or is not known: it is not asked again."""
    draft.change(unsigned=())
    draft.forget_slot("message_author")


def plan_warning(draft: Draft) -> None:
    """« Puis-je t'écrire avant ? » answered with yes."""
    draft.emit(SetTimer, name="retention_warning", at=warning_at(draft))


def mark_told(draft: Draft) -> None:
    draft.change(told=True)


def _mark(draft: Draft, progress: str) -> None:
    step = draft.conversation.open_step
    if not step:
        return
    draft.change(steps={**draft.conversation.steps, step: progress}, open_step="")
    if progress == "done":
        follow_up.step_done(draft, step, draft.now.astimezone(draft.zone).date())


ACTIONS: dict[str, Callable[[Draft], None]] = {
    "open_handoff": open_handoff,
    "end_handoff": end_handoff,
    "keep_files": keep_files,
    "drop_files": drop_files,
    "note_intimate": note_intimate,
    "make_plan": make_plan,
    "listen_only": listen_only,
    "list_anew": list_anew,
    "mark_done": mark_done,
    "mark_not_yet": mark_not_yet,
    "mark_refused": mark_refused,
    "erase": erase,
    "stop": stop,
    "stand_down": stand_down,
    "raise_danger": raise_danger,
    "it_is_me": it_is_me,
    "tell_ideas": tell_ideas,
    "note_help": note_help,
    "ease_danger": ease_danger,
    "forget_safety": forget_safety,
    "skip_slot": skip_slot,
    "forget_date": forget_date,
    "forget_author": forget_author,
    "chat_more": chat_more,
    "chat_pick": chat_pick,
    "chat_close": chat_close,
    "forget_receipt": given,
    "find_nude": find_nude,
    "purge_pieces": purge_pieces,
    "keep_sheet": keep_sheet,
    "mark_told": mark_told,
    "plan_warning": plan_warning,
    "start_follow_up": reminding.start_as_said,
    "remind_on_day": reminding.remind_on_day,
    "remind_tomorrow": reminding.tomorrow,
    "remind_in_a_week": reminding.in_a_week,
    "stop_follow_up": follow_up.stop,
    "write_in_the_morning": follow_up.morning,
    "take_letter_answer": letter_talk.take_answer,
    "finish_letter": letter_talk.finish,
    "make_letter": letter_talk.make,
    "drop_letter": letter_talk.drop,
    "note_letter": letter_talk.note_sent,
    "dossier_here": dossier_here,
    "dossier_by_code": dossier_by_code,
}
