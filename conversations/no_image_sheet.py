"""The sheet in place of a picture: what a line or the police need to know of an intimate image, in words."""

from dataclasses import replace

from conversations.answers import SHEET
from conversations.draft import Draft
from conversations.effects import KeepNote


def keep_sheet(draft: Draft) -> None:
    """What was answered becomes a piece of the case; with no answer at all there is nothing to keep."""
    answers = {slot: value for slot in SHEET if (value := _answer(draft, slot))}
    for slot in SHEET:
        draft.forget_slot(slot)
    if not answers:
        return
    lines = [draft.text("sheet.title")]
    lines += [
        draft.text("sheet.line", label=draft.text(f"label.{slot}"), value=value) for slot, value in answers.items()
    ]
    keeping = draft.conversation.keeping
    effects, batch = (*keeping.effects, draft.next_id()), (*keeping.batch, draft.next_id())
    draft.change(keeping=replace(keeping, effects=effects, batch=batch))
    draft.emit(KeepNote, text="\n".join((draft.text("sheet.title"), *lines)), note="sheet")


def _line(draft: Draft, slot: str, value: str) -> str:
    return draft.text("sheet.line", label=draft.text(f"label.{slot}"), value=value)


def _answer(draft: Draft, slot: str) -> str:
    value = draft.value(slot)
    return "" if value == "skipped" else value
