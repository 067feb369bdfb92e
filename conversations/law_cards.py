"""What a person may read of the law: the article, the day it was read, and the ceiling by age of the author."""

from datetime import date

from conversations.draft import ADULTS, Draft
from conversations.law import Penalty, Rule
from conversations.pieces import Piece, join
from conversations.steps import Step
from conversations.wording import full_date

ARTICLES = 2
MONTHS_A_YEAR = 12


def grounds(draft: Draft, step: Step) -> list[Piece]:
    """The rules a step rests on that may be shown; where a code changed, both until the change is confirmed."""
    cited = draft.library.law.cited(step.rests_on, known_since(draft))
    if not cited or not draft.speaks("law.rests_on"):
        return []
    day = full_date(draft.library.law.looked_up(cited[0].country), draft.conversation.lang)
    # Articles are for adults (conversation_rules §5.20); everyone is told that there is a law, and when it was read.
    if draft.register == "tu":
        return [Piece(text=draft.text("law.young", date=day), keys=("law.young",))]
    return [_articles(draft, cited, day)]


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
    """For adults and for who took part: the ceiling of the law for what was told, by age of the author."""
    role = draft.value("role")
    rule = draft.library.law.for_topics(draft.value("country"), draft.conversation.topics)
    if role not in {*ADULTS, "author"} or rule is None or not draft.speaks("law.ceiling"):
        return []
    penalty = rule.usual
    if penalty is None or penalty.prison_months is None:
        return []
    ceiling = draft.text(
        "law.ceiling", article=rule.citation, years=_years(penalty), fine=_euros(penalty.fine_eur or 0)
    )
    return [join([Piece(text=ceiling, keys=("law.ceiling",)), draft.piece("law.by_age")])]


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
