"""What is said of letters while they are prepared: leaving one, going back, asking why, telling something else.

Phrases stand in `languages/<lang>/paperwork.yaml`, in the language of `conversations/phrases.py`.
"""

from collections.abc import Iterable, Mapping

from conversations.dossier import DossierFact
from conversations.phrases import Phrases, fold
from conversations.reading import by_language
from conversations.records import Record

Words = tuple[str, ...]
NO_ACT = frozenset({"school_refusal", "unspecified"})


class PaperworkFile(Record):
    """`leaves`: this letter is not wanted any more; `instead`: another one is; `another`: one more, after this one.
    `back`: to the question before; `why`: what the question is for; `asks`: how a question begins.
    `news`: what happened since, which is no answer to a question about a name or a day. `no_meeting`: there was none
    yet; `no_day`: the day is not known any more; `not_yet`: there is none of
    what is asked for. `sample`: one is to be shown. `greetings`: with what a message begins,
    which is no part of what it tells; `beside`: what one did about it, or how one feels, which is no act told of.
    """

    version: int
    leaves: Words = ()
    instead: Words = ()
    another: Words = ()
    back: Words = ()
    why: Words = ()
    asks: Words = ()
    news: Words = ()
    no_meeting: Words = ()
    no_day: Words = ()
    not_yet: Words = ()
    sample: Words = ()
    greetings: Words = ()
    beside: Words = ()


class Paperwork:
    """One language's file, ready to be asked."""

    def __init__(self, file: PaperworkFile) -> None:
        self._greetings = frozenset(file.greetings)
        self._phrases = {name: Phrases(getattr(file, name)) for name in type(file).model_fields if name != "version"}

    def says(self, name: str, texts: Iterable[str]) -> bool:
        """Whether one of the phrases of this name stands in one of the texts."""
        return any(self._phrases[name].first(text) for text in texts)

    def without_greeting(self, text: str) -> str:
        """« Bonjour, ma fille est… » from its first word that tells something."""
        words = text.split()
        start = next((n for n, word in enumerate(words) if fold(word).strip(" .") not in self._greetings), 0)
        return " ".join(words[start:]).lstrip(" ,.!;:-")

    def beside_the_acts(self, fact: DossierFact) -> bool:
        """Whether an entry tells no act: « j'ai vu la directrice », « toujours pas de réponse ».

        What has a piece, or was heard as an act, is one.
        """
        if fact.exhibits or fact.lines or set(fact.kinds) - NO_ACT:
            return False
        return self.says("beside", (fact.words,))


def paperwork_of(files: Mapping[str, str]) -> dict[str, Paperwork]:
    """Language → what is said of letters in it, for every `languages/<lang>/paperwork.yaml`. Raises ContentError."""
    return {lang: Paperwork(file) for lang, file in by_language(files, "paperwork.yaml", PaperworkFile).items()}
