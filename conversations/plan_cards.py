"""The plan as messages: its first titles, all of it, what is new in it, and what it had no room for."""

from collections.abc import Iterable

from conversations import limits
from conversations.draft import Draft
from conversations.effects import Choice
from conversations.further_steps import batch, every_step, listens_only, noted, unasked
from conversations.human_cards import who_answers
from conversations.lines import line, shown
from conversations.pieces import Piece, join
from conversations.planning import chosen_now, known
from conversations.titles import bullets, fitted, titles_of

PASSING = frozenset({"yes", "no", "unsure", "thanks", "greeting", "off_topic"})


def first_steps(draft: Draft) -> list[Piece]:
    """The first titles of the plan, three at most, with the first answer."""
    if listens_only(draft):
        return []
    steps = chosen_now(draft, limits.TITLES_IN_DANGER)
    titles = titles_of(draft, [step.key for step in steps])
    if not titles:
        return []
    text = draft.text("plan.first", titles=bullets(titles))
    return [Piece(text=text, keys=("plan.first",), titles=titles)]


def plan(draft: Draft) -> list[Piece]:
    """One message of titles; a tap opens a step."""
    titles = titles_of(draft, draft.conversation.plan)
    if not titles:
        return [draft.piece("plan.empty")]
    lines = [_plan_line(draft, n, key, title) for n, (key, title) in enumerate(titles.items(), 1)]
    open_ones = _step_choices(draft, list(titles))
    shown, listed = open_ones[: limits.CHOICES_A_MESSAGE - 1], open_ones[limits.CHOICES_A_MESSAGE - 1 :]
    text = draft.text("plan.intro") + "\n" + "\n".join(lines)
    return [Piece(text=text, keys=("plan.intro",), titles=titles, choices=shown, listed=listed)]


def plan_news(draft: Draft) -> list[Piece]:
    """What a new word adds to the plan, or a word that it was read."""
    if listens_only(draft):
        return [noted(draft)]
    if added := _added(draft):
        return added
    more = [] if _in_passing(draft) else unasked(draft, "plan.more", every_step(draft))
    listed = _step_choices(draft, [step.key for step in chosen_now(draft)])
    return [join([*(more or [noted(draft)]), Piece(text="", listed=listed)])]


def plan_fresh(draft: Draft) -> list[Piece]:
    """It goes on: what that adds to the plan, else what comes next; nothing where no plan was shown or wanted."""
    if listens_only(draft) or not draft.conversation.plan:
        return []
    if added := _added(draft):
        return added
    more = batch(draft, "plan.next", every_step(draft))
    # The numbers of the plan still open its steps.
    return [join([*more, Piece(text="", listed=_step_choices(draft, list(draft.conversation.plan)))])] if more else []


def _added(draft: Draft) -> list[Piece]:
    """The steps of the plan that were not said before, remembered as said."""
    before = draft.conversation.plan
    keys = tuple(step.key for step in chosen_now(draft))
    titles = titles_of(draft, [key for key in keys if key not in before])
    draft.change(plan=tuple(dict.fromkeys((*keys, *before))))
    if not titles:
        return []
    listed = _step_choices(draft, list(keys))
    text = draft.text("plan.added", titles=bullets(titles))
    added = Piece(text=text, keys=("plan.added",), titles=titles, listed=listed)
    return [fitted([added, *_lines_of(draft, titles)], Piece(text=""))]


def plan_again(draft: Draft) -> list[Piece]:
    """The plan was said already: what is new in it, else that it stands, and who answers what was asked."""
    if added := _added(draft):
        return added
    listed = _step_choices(draft, [step.key for step in chosen_now(draft)])
    return [join([draft.piece("plan.same"), who_answers(draft), Piece(text="", listed=listed)])]


def plan_further(draft: Draft) -> list[Piece]:
    """The steps that were not said yet, three at a time."""
    return batch(draft, "plan.more", every_step(draft)) or [noted(draft)]


def _in_passing(draft: Draft) -> bool:
    """« Ok », « bof »: no reason for yet another list."""
    return draft.findings.intent in PASSING and not draft.findings.topics and not draft.findings.facts


def _lines_of(draft: Draft, keys: Iterable[str]) -> list[Piece]:
    """The first service of each of these steps, each once."""
    pack, situation = draft.library.steps.by_key(draft.value("country")), known(draft)
    named = [pack[key].services_for(situation)[:1] for key in keys]
    services = dict.fromkeys(one for services in named for one in services)
    return [line(draft, shown(draft, draft.library.directory.get(one))) for one in services]


def _plan_line(draft: Draft, number: int, key: str, title: str) -> str:
    mark = "✓" if draft.conversation.steps.get(key) == "done" else f"{number}."
    return f"{mark} {title}"


def _step_choices(draft: Draft, keys: list[str]) -> tuple[Choice, ...]:
    open_ones = [(n, key) for n, key in enumerate(keys, 1) if draft.conversation.steps.get(key) != "done"]
    return tuple(draft.choice(f"step.{key}", "plan.step", n) for n, key in open_ones)
