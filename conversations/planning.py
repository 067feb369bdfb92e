"""What is known of a person, in the words of the plan and of the directory."""

from conversations.draft import ADULTS, Draft
from conversations.findings import risk_rank
from conversations.known import Known
from conversations.plan import TITLES_A_PLAN
from conversations.steps import Step

NEED_OF_KIND = {
    "suicide": "suicide",
    "self_harm": "suicide",
    "danger_at_home": "child_danger",
    "violence_by_others": "school_bullying",
}
OWN_LIFE = "own_life"
LIFE = frozenset({"suicide", "self_harm"})
NEED_OF_ROLE = {"teacher": "school_bullying"}
DEFAULT_NEED = "cyberbullying"


def known(draft: Draft) -> Known:
    """What the conditions of steps look at, at this moment."""
    return draft.outlook.known


def judged_now(draft: Draft) -> Known:
    """The same with its severity."""
    return draft.outlook.judged


def ranked_now(draft: Draft) -> tuple[Step, ...]:
    """Every step that fits at this moment, the most important first."""
    return draft.outlook.ranked


def chosen_now(draft: Draft, limit: int = TITLES_A_PLAN) -> tuple[Step, ...]:
    """The plan at this moment: at most `limit` steps, in their order."""
    return draft.outlook.chosen(limit)


def of_another(draft: Draft) -> bool:
    """Whether somebody else is feared for, by what was told or by who tells it."""
    return draft.conversation.danger.concerns == "other" or draft.value("role") in ADULTS | {"witness"}


def of_their_own(draft: Draft) -> bool:
    """Whether an adult writes of their own life, not of the child's; or a witness, not of the friend's."""
    danger = draft.conversation.danger
    own = draft.value("role") in ADULTS | {"witness"} and draft.value(OWN_LIFE) == "yes"
    return own and danger.concerns == "self" and not LIFE.isdisjoint(danger.kinds)


def form_here(draft: Draft, step: Step) -> Step:
    """The form of a step that is safe here: once an image may be intimate, proof is kept without it."""
    others = draft.library.steps.by_key(draft.value("country")).values()
    safer = (one for one in others if step.key in one.replaces and one.phase == step.phase)
    return next((one for one in safer if one.fits(judged_now(draft))), step)


def need_of(draft: Draft) -> str:
    """The need of the directory that fits what was told; a crisis line only where danger was noticed."""
    danger = draft.conversation.danger
    if risk_rank(danger.level) > 1:
        for kind in danger.kinds:
            if kind in NEED_OF_KIND:
                return NEED_OF_KIND[kind]
    return usual_need(draft)


def usual_need(draft: Draft) -> str:
    """The need of whoever writes, whatever danger was noticed."""
    return NEED_OF_ROLE.get(draft.value("role"), DEFAULT_NEED)


def fitting_services(draft: Draft) -> tuple[str, ...]:
    """Ids of the further services of the country that fit what was told, in the order of its file."""
    situation = judged_now(draft)
    rows = draft.library.directory.country(draft.value("country")).lines.situations
    return tuple(dict.fromkeys(one for row in rows if row.when.holds(situation) for one in row.services))


def service_audience(draft: Draft) -> str:
    """The audience word of the directory for a role."""
    role = draft.value("role") or "teen"
    return role if role in ADULTS | {"witness", "author"} else "teen"
