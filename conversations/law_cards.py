"""What a person may read of the law: the article, the day it was read, and the ceiling by age of the author."""

from datetime import date

from conversations.draft import ADULTS, Draft
from conversations.law import Penalty, Rule
from conversations.pieces import Piece
from conversations.steps import Step
from conversations.titles import packed
from conversations.wording import full_date

ARTICLES = 2
COMPLAINT = "complaint_police"
MONTHS_A_YEAR = 12
# What a rule is about (`about` in law.toml).
AGE, SHORT = "age_of_author", "short_deadline"
SPOKEN = frozenset({"insults", "rumor", "racism", "homophobia_transphobia", "sexism", "disability"})


def grounds(draft: Draft, step: Step) -> list[Piece]:
    """The rules a step rests on that may be shown; where a code changed, both until the change is confirmed."""
    cited = draft.library.law.cited(_rules(draft, step), known_since(draft))
    if not cited or not draft.speaks("law.rests_on"):
        return []
    day = full_date(draft.library.law.looked_up(cited[0].country), draft.conversation.lang)
    # Articles are for adults (conversation_rules §5.20); everyone is told that there is a law, and when it was read.
    if draft.register == "tu":
        return [Piece(text=draft.text("law.young", date=day), keys=("law.young",))]
    return [_articles(draft, cited, day)]


def _rules(draft: Draft, step: Step) -> tuple[str, ...]:
    """A complaint rests on the rule for what was told, where there is one; other steps on their own."""
    told = draft.library.law.for_topics(draft.value("country"), draft.conversation.topics)
    return (told.id,) if step.key == COMPLAINT and told else step.rests_on


def _articles(draft: Draft, cited: tuple[Rule, ...], day: str) -> Piece:
    old = next((rule for rule in cited if rule.regime == "old"), None)
    new = next((rule for rule in cited if rule.regime == "new"), None)
    plain = [rule.citation for rule in cited if not rule.regime]
    lines = [_both(draft, old, new)] if old and new else []
    plain += [rule.citation for rule in (old, new) if rule and not lines]
    if plain:
        lines.insert(0, draft.text("law.rests_on", articles=" ; ".join(plain[:ARTICLES])))
    return Piece(text="\n".join([*lines, draft.text("law.looked_up", date=day)]), keys=("law.rests_on",))


def _both(draft: Draft, old: Rule, new: Rule) -> str:
    """Both sides of a change, by the day of the facts, until a person has confirmed that day."""
    changed = date.fromisoformat(draft.library.law.get(old.changed_by).effective_from)
    day = full_date(changed, draft.conversation.lang)
    return draft.text("law.both", old=old.citation, new=new.citation, changed=day)


def may_cost(draft: Draft) -> list[Piece]:
    """For adults and for who took part: the ceiling of the law for what was told, and how long there is to act."""
    if draft.value("role") not in {*ADULTS, "author"} or not draft.speaks("law.ceiling"):
        return []
    # A ceiling for adults says nothing to who is younger, without what becomes of it at their age.
    return packed([*_ceiling(draft), *(by_age(draft) if is_young_author(draft) else []), *_deadline(draft)])


def by_age(draft: Draft) -> list[Piece]:
    """What changes with the age of who did it, where a rule of the country says so; their own age where told."""
    if not draft.library.law.about(draft.value("country"), AGE) or not draft.speaks("law.by_age"):
        return []
    own = f"law.by_age.{draft.value('age_band')}"
    return [draft.piece(own if is_young_author(draft) and draft.speaks(own) else "law.by_age")]


def is_young_author(draft: Draft) -> bool:
    """Whether who writes took part in it, and is no adult as far as is known."""
    return draft.value("role") == "author" and draft.value("age_band") != "18_plus"


def _ceiling(draft: Draft) -> list[Piece]:
    rule = draft.library.law.for_topics(draft.value("country"), draft.conversation.topics)
    penalty = rule.usual if rule else None
    if rule is None or penalty is None or penalty.prison_months is None:
        return []
    text = draft.text("law.ceiling", article=rule.citation, years=_years(penalty), fine=_euros(penalty.fine_eur or 0))
    return [Piece(text=text, keys=("law.ceiling",))]


def _deadline(draft: Draft) -> list[Piece]:
    """Insults and slander in public: the time to act is short."""
    return short_deadline(draft) if SPOKEN.intersection(draft.conversation.topics) else []


def short_deadline(draft: Draft) -> list[Piece]:
    """The short time to act, where a rule of the country says it for sure."""
    shown = draft.library.law.about(draft.value("country"), SHORT)
    return [draft.piece("law.deadline")] if shown and draft.speaks("law.deadline") else []


def known_since(draft: Draft) -> date | None:
    """The day it began, where it was told as one."""
    try:
        return date.fromisoformat(draft.value("since")[:10])
    except ValueError:
        return None


def _years(penalty: Penalty) -> int:
    return (penalty.prison_months or 0) // MONTHS_A_YEAR


def _euros(amount: int) -> str:
    return f"{amount:,}".replace(",", "\u202f")
