"""Where it is known that somebody at home hurts: noise, a step on the stairs, hiding make it a danger of now."""

from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings, risk_rank
from conversations.following import is_pressing
from conversations.planning import LIFE, of_another
from conversations.scenes import Scenes
from conversations.texts import FALLBACK

HOME = "danger_at_home"
BY_OTHERS = frozenset({HOME, "violence_by_others"})
_NOISE, _NEAR, _HIDING = "home.noise", "home.near", "home.hiding"
_SENT_HOME, _SAME, _FAMILY = "home.sent_back", "home.same_person", "home.family"
# A circumstance of asks.yaml: where a child waits for somebody, a step in the house is good news.
_ALONE = "left_alone"
# The rule that marks an adult of the family.
_ADULT = "home.adult"


def scenes_for(draft: Draft, findings: Findings) -> Scenes:
    """What is told in the language of the message, else of the conversation."""
    scenes = draft.library.scenes
    return scenes.get(findings.lang) or scenes.get(draft.conversation.lang) or scenes[FALLBACK]


def read_at_home(draft: Draft, text: str, findings: Findings) -> Findings:
    """The findings, with the danger at home that these words make one of now, or that they name."""
    scenes = scenes_for(draft, findings)
    told = any(scenes.tell(name, text) for name in _heard_of(draft, findings))
    if told and (_only_seems_to_die(draft, text, findings) or (not _says_more(findings) and not is_pressing(draft))):
        return _now(draft, findings)
    if _of_the_family(draft, scenes, text):
        here = draft.conversation.danger
        return findings._replace(risk="high", risk_kinds=(HOME,), concerns=here.concerns, intent="tell_story")
    if _by_who_was_named(draft, scenes, text, findings):
        return findings._replace(risk_kinds=tuple(dict.fromkeys((HOME, *findings.risk_kinds))))
    return findings


def _heard_of(draft: Draft, findings: Findings) -> tuple[str, ...]:
    """What counts for this person: blows that are heard after the mere fear of somebody, his step after his blows."""
    here = draft.conversation.danger
    if HOME not in here.kinds:
        hides = is_pressing(draft) and not BY_OTHERS.isdisjoint(here.acute or here.kinds)
        return (_HIDING,) if hides and not LIFE.isdisjoint(findings.risk_kinds) else ()
    if draft.value("role") == "teacher":
        return (_SENT_HOME,) if in_danger(draft.conversation) else ()
    awaited = _ALONE in draft.conversation.situations
    return (_NOISE, _HIDING, _NEAR) if in_danger(draft.conversation) and not awaited else (_NOISE, _HIDING)


def _only_seems_to_die(draft: Draft, text: str, findings: Findings) -> bool:
    """« Jme suis enfermé dans la salle de bain », with somebody behind the door: no rule hears a wish to die in it."""
    here = draft.conversation.danger
    if LIFE.isdisjoint(findings.risk_kinds) or not LIFE.isdisjoint(here.kinds):
        return False
    return not rules_hear_dying(draft, text)


def rules_hear_dying(draft: Draft, text: str) -> bool:
    """Whether a rule, and not the weights alone, hears a thought of dying or of hurting oneself."""
    return not LIFE.isdisjoint(draft.library.understanding.heard(text).danger.kinds)


def _says_more(findings: Findings) -> bool:
    """Whether the message alarms by itself as much, or of something else."""
    grave = risk_rank(findings.risk) >= risk_rank("high")
    return findings.risk == "imminent" or (grave and not LIFE.isdisjoint(findings.risk_kinds))


def _of_the_family(draft: Draft, scenes: Scenes, text: str) -> bool:
    """« Elle dit que c'est son papa », of a hurt that was told: nobody at home may be warned first."""
    here = draft.conversation.danger
    hurt = in_danger(draft.conversation) and HOME not in here.kinds and set(here.kinds) != {"suicide"}
    return of_another(draft) and hurt and scenes.tell(_FAMILY, text)


def _by_who_was_named(draft: Draft, scenes: Scenes, text: str, findings: Findings) -> bool:
    """« Mon beau-père s'énerve », then « il m'a mis une baffe »."""
    before = draft.before.last_words
    if "violence_by_others" not in findings.risk_kinds or HOME in findings.risk_kinds or not before:
        return False
    named = any(rule.id == _ADULT for rule in draft.library.understanding.heard(before).rules)
    return named and scenes.tell(_SAME, text)


def _now(draft: Draft, findings: Findings) -> Findings:
    here = draft.conversation.danger
    kinds = (HOME,) if HOME in here.kinds else ("violence_by_others",)
    return findings._replace(
        risk="imminent", risk_kinds=kinds, concerns=here.concerns, body=False, intent="tell_story", doubtful=False
    )
