"""What is asked by its name: a step, what a call changes, « I don't want to », and circumstances that change the plan.

Phrases stand in `languages/<lang>/asks.yaml`, in the language of `conversations/phrases.py`. They are looked for in
what was typed and in the words it stands for, so that spelling is no hurdle.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import dropwhile

from conversations.asks_file import AsksFile, Words
from conversations.phrases import Phrases, fold
from conversations.reading import by_language

# Longer messages tell a story: what they mention is not what they ask.
WORDS_OF_A_QUESTION = 25
WORDS_OF_A_STATEMENT = 10
# Nodes that answer in the middle of a danger, however long it is told.
IN_DANGER = ("danger.", "images.")


class Asks:
    """One language's file, ready to be asked."""

    def __init__(self, file: AsksFile) -> None:
        self.file = file

    @cached_property
    def _signs(self) -> dict[str, Phrases]:
        return {name: Phrases(words) for name, words in self.file.signs().items()}

    @cached_property
    def _own(self) -> dict[str, Phrases]:
        return {intent: Phrases(words) for intent, words in self.file.own.items()}

    @cached_property
    def _named(self) -> dict[str, dict[str, Phrases]]:
        groups = self.file.groups().items()
        return {group: {name: Phrases(words) for name, words in named.items()} for group, named in groups}

    @cached_property
    def _any(self) -> dict[str, Phrases]:
        """All phrases of a group together: most messages hold none of them."""
        groups = self.file.groups().items()
        return {group: Phrases(word for words in named.values() for word in words) for group, named in groups}

    def situations(self, texts: Iterable[str]) -> Words:
        """The circumstances that are told."""
        return self._all("situations", texts)

    def doubt(self, texts: Iterable[str]) -> str:
        """What holds back from calling, "" where nothing is said of it."""
        return next(iter(self._all("doubts", texts)), "")

    def refused(self, texts: Iterable[str]) -> str:
        """The step that the person does not want, "" where none is refused."""
        return next(iter(self._all("refusals", texts)), "")

    def intended(self, texts: Iterable[str]) -> Words:
        """The steps and nodes that speak of what the person is about to do: « je vais payer », « j'allais effacer »."""
        read = tuple(texts)
        return () if _is_long(read) else self._all("intentions", read)

    def letter(self, texts: Iterable[str]) -> Words:
        """The letters that are named, those named first in the file first."""
        return self._all("letters", texts)

    def was_sent(self, texts: Iterable[str]) -> bool:
        """« J'ai écrit au principal le 9 »: told, not asked for."""
        read = tuple(texts)
        return not self.asking(read) and any(self._signs["sent"].first(text) for text in read)

    def keeps_its_own(self, intent: str, texts: Iterable[str]) -> bool:
        """Whether a wish keeps its own answer, whatever step the message names."""
        own = self._own.get(intent)
        return own is not None and any(own.first(text) for text in texts)

    def asking(self, texts: Iterable[str]) -> bool:
        """Whether the message is worded as a question."""
        return any("?" in text or self._signs["questions"].first(text) for text in texts)

    def opens(self, text: str) -> bool:
        """Whether a text as typed begins like a question or ends like one."""
        opening = self._signs["opening"].first(text)
        return "?" in text or (opening != "" and fold(text).startswith(opening))

    def answers(self, texts: Iterable[str]) -> Words:
        """The nodes that answer the question, those named first in the file first."""
        read = tuple(texts)
        return self._all("answers", read) if self.asking(read) else ()

    def briefly(self, texts: Iterable[str]) -> Words:
        """The nodes that answer what is asked in a few words, question or not, those named first in the file first."""
        read = tuple(texts)
        if _is_long(read):
            return ()
        short = self.asking(read) or _is_short(read)
        return tuple(name for name in self._all("brief", read) if short or name.startswith(IN_DANGER))

    def at_last(self, texts: Iterable[str]) -> Words:
        """The nodes that answer where nothing nearer did, those named first in the file first."""
        read = tuple(texts)
        return () if _is_long(read) or not (self.asking(read) or _is_short(read)) else self._all("at_last", read)

    def relieved(self, texts: Iterable[str]) -> Words:
        """The nodes that answer good news, where it is said plainly: « l'ambulance arrive », not « si elle arrive »."""
        read = tuple(texts)
        if _is_long(read) or any("?" in text or self._signs["hedges"].first(self._without_ease(text)) for text in read):
            return ()
        return self._all("relief", read)

    def _without_ease(self, text: str) -> str:
        """« À l'hôpital mais ça va »: without the words that only sound like a doubt."""
        return fold(text).replace(self._signs["eased"].first(text), " ", 1)

    def besides_relief(self, text: str) -> str:
        """What a message says besides its good news."""
        return fold(text).replace(self._any["relief"].first(text), " ", 1)

    def meant(self, texts: Iterable[str]) -> Words:
        """The choices that a few words mean where they stand open, those named first in the file first."""
        read = tuple(texts)
        asked = any("?" in text for text in read)
        return self._all("meant", read) if _is_short(read) and not asked else ()

    def picks(self, text: str) -> bool:
        """« C'est quoi l'étape », « montre la »: beside a number, that step is asked for."""
        return self._signs["picking"].first(text) != ""

    def silent(self, texts: Iterable[str]) -> bool:
        """« Elle répond plus »: of whoever a danger concerns."""
        read = tuple(texts)
        return _is_short(read) and any(self._signs["silence"].first(text) for text in read)

    def names(self, node: str, texts: Iterable[str]) -> bool:
        """Whether a message that is no story says what this node of `brief` answers."""
        read = tuple(texts)
        return not _is_long(read) and node in self._all("brief", read)

    def of_others(self, texts: Iterable[str]) -> bool:
        """« Elle sait pas que c'est moi »: told of others, not asked of this program."""
        read = tuple(texts)
        return not any("?" in text for text in read) and any(self._signs["known"].first(text) for text in read)

    def about_readers(self, texts: Iterable[str]) -> bool:
        """« Qui lit ça ? »: about who sees what is written here."""
        return any(self._signs["seen"].first(text) for text in texts)

    def after_courtesy(self, text: str) -> str:
        """The text without the words of courtesy it begins with."""
        polite = self._signs["courtesy"]
        return " ".join(dropwhile(lambda word: not fold(word).strip(". ") or polite.first(word), text.split()))

    def about_law(self, texts: Iterable[str]) -> bool:
        """« C'est illégal ? »: about the law, the police or a penalty."""
        return any(self._signs["lawful"].first(text) for text in texts)

    def for_others_to_stop(self, texts: Iterable[str]) -> bool:
        """« Je veux que ça stop »: what is done to the person, not this talk."""
        return any(self._signs["others_stop"].first(text) for text in texts)

    def of_their_love(self, typed: str) -> bool:
        """« Ma meuf », as it was typed."""
        return bool(self._signs["sweetheart"].first(typed))

    def declaring(self, texts: Iterable[str]) -> bool:
        """« Je suis sa mère », « mon fils »: who writes is said, where a language has words for it."""
        return not self.file.declares or any(self._signs["declares"].first(text) for text in texts)

    def about_calling(self, texts: Iterable[str]) -> bool:
        """« Si j'appelle, ils… »: about a call, however long ago its number was said."""
        return any(self._signs["calling"].first(text) for text in texts)

    def lines(self, texts: Iterable[str]) -> Words:
        """The services that a question names."""
        read = tuple(texts)
        return self._all("lines", read) if self.asking(read) and not _is_long(read) else ()

    def explained(self, texts: Iterable[str]) -> bool:
        """« C koi le 3018 »: what it is, rather than what it changes."""
        return any(self._signs["explains"].first(text) for text in texts)

    def stated(self, texts: Iterable[str]) -> Words:
        """The nodes that answer what a short message says, those named first in the file first."""
        read = tuple(texts)
        return self._all("said", read) if _is_short(read) else ()

    def news(self, texts: Iterable[str]) -> Words:
        """The nodes that answer what has changed: « ils se sont excusés », never « et s'ils s'excusent ? »."""
        read = tuple(texts)
        if _is_long(read) or any(self.opens(text) for text in read):
            return ()
        unsaid = any(self._signs["unsays"].first(text) for text in read)
        return self._all("news", read) + (() if unsaid else self._all("progress", read))

    def step(self, texts: Iterable[str]) -> Words:
        """The steps that a question names, those named first in the file first."""
        read = tuple(texts)
        if not self.asking(read) or _is_long(read):
            return ()
        return self._all("steps", read)

    def mentioned(self, texts: Iterable[str]) -> Words:
        """The steps that are named, question or not."""
        return self._all("steps", texts)

    def _all(self, group: str, texts: Iterable[str]) -> Words:
        read = [text for text in texts if self._any[group].first(text)]
        return tuple(name for name, words in self._named[group].items() if any(words.first(text) for text in read))


def _is_long(texts: Words) -> bool:
    return all(len(text.split()) > WORDS_OF_A_QUESTION for text in texts)


def _is_short(texts: Words) -> bool:
    return all(len(text.split()) <= WORDS_OF_A_STATEMENT for text in texts)


def asks_of(files: Mapping[str, str]) -> dict[str, Asks]:
    """Language → what is asked in it, for every `languages/<lang>/asks.yaml`. Raises ContentError."""
    return {lang: Asks(file) for lang, file in by_language(files, "asks.yaml", AsksFile).items()}
