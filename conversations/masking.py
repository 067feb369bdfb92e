"""Third parties behind initials, for a reader who must not receive the names of other people's children."""

import re
from collections.abc import Iterable, Mapping

from conversations.dossier import Account, Author, ChatLine, DossierContent, DossierFact, Exhibit, Telling
from conversations.telling import links

# Marks a name that was shortened; a school knows the pupils by their initials well enough to ask.
SHORTENED = "…"
LITTLE_WORD = 3
_HANDLE = re.compile(r"(?<![\w./-])@[\w][\w.-]{1,29}")
_PIECES = re.compile(r"[^\W\d_]+")


def masked(content: DossierContent) -> DossierContent:
    """The same dossier with names, accounts and links of presumed authors shortened wherever they stand."""
    mask = Mask(_names(content))
    facts = tuple(_fact(fact, mask) for fact in content.facts)
    return content.model_copy(
        update={
            "facts": facts,
            "exhibits": tuple(_exhibit(exhibit, mask) for exhibit in content.exhibits),
            "consequences": tuple(_telling(one, mask) for one in content.consequences),
            "asks": tuple(_telling(one, mask) for one in content.asks),
            "steps": tuple(one.model_copy(update={"words": mask.text(one.words)}) for one in content.steps),
            "accounts": tuple(_account(one) for one in content.accounts),
            "synthesis": content.synthesis.model_copy(
                update={
                    "authors": tuple(_author(one) for one in content.synthesis.authors),
                    "asks": tuple(mask.text(words) for words in content.synthesis.asks),
                }
            ),
        }
    )


class Mask:
    """Replaces what it was made for, in any case, as whole words."""

    def __init__(self, names: Iterable[str]) -> None:
        known = sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
        self._short: Mapping[str, str] = {name.casefold(): shortened(name) for name in known}
        joined = "|".join(re.escape(name) for name in known)
        self._names = re.compile(f"(?<!\\w)(?:{joined})(?!\\w)", re.IGNORECASE) if known else None

    def text(self, words: str) -> str:
        for link in links(words):
            words = words.replace(link, SHORTENED)
        words = _HANDLE.sub(lambda match: shortened(match[0]), words)
        if self._names is None:
            return words
        return self._names.sub(lambda match: self._short.get(match[0].casefold(), shortened(match[0])), words)


def shortened(name: str) -> str:
    """`Chloé M.` → `C. M.`, `@lea.b` → `@l…`: what is left recalls and does not name."""
    if name.startswith("@"):
        return name[:2] + SHORTENED
    pieces = [piece for piece in _PIECES.findall(name) if len(piece) > LITTLE_WORD or piece[0].isupper()]
    return " ".join(f"{piece[0].upper()}." for piece in pieces[:3]) or SHORTENED


def _names(content: DossierContent) -> list[str]:
    authors = [author for fact in content.facts for author in fact.authors]
    authors += [exhibit.author for exhibit in content.exhibits]
    lines = [line.author for fact in content.facts for line in fact.lines]
    lines += [line.author for exhibit in content.exhibits for line in exhibit.lines]
    return [*(author.name for author in authors), *(author.handle for author in authors), *lines]


def _author(author: Author) -> Author:
    handle = shortened(f"@{author.handle.lstrip('@')}") if author.handle else ""
    return Author(name=shortened(author.name) if author.name else "", handle=handle)


def _account(account: Account) -> Account:
    author = _author(Author(name=account.name, handle=account.handle))
    return account.model_copy(update={"name": author.name, "handle": author.handle, "link": ""})


def _line(line: ChatLine, mask: Mask) -> ChatLine:
    author = shortened(line.author) if line.author else ""
    return line.model_copy(update={"author": author, "text": mask.text(line.text)})


def _fact(fact: DossierFact, mask: Mask) -> DossierFact:
    return fact.model_copy(
        update={
            "words": mask.text(fact.words),
            "then": tuple(mask.text(words) for words in fact.then),
            "before": tuple(mask.text(words) for words in fact.before),
            "authors": tuple(_author(author) for author in fact.authors),
            "witnesses": tuple(mask.text(words) for words in fact.witnesses),
            "lines": tuple(_line(line, mask) for line in fact.lines),
        }
    )


def _exhibit(exhibit: Exhibit, mask: Mask) -> Exhibit:
    return exhibit.model_copy(
        update={
            "caption": mask.text(exhibit.caption),
            "read": mask.text(exhibit.read),
            "name": "",
            "author": _author(exhibit.author),
            "lines": tuple(_line(line, mask) for line in exhibit.lines),
        }
    )


def _telling(telling: Telling, mask: Mask) -> Telling:
    return telling.model_copy(update={"words": mask.text(telling.words)})
