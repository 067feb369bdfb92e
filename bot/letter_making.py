"""Makes a letter: filled from the case as the store holds it, set as pages, and the same words as text to copy."""

import asyncio
from collections.abc import Sequence

from bot.dossier_making import PDF, Assemble, platform_names
from bot.papers import Made, Work
from bot.typeset import set_letter
from conversations.conversation import Conversation
from conversations.effects import MakeLetter
from conversations.errors import AppuiError
from conversations.known import known_of
from conversations.letter import LetterContent, plain_text
from conversations.letter_filling import LetterCase, compose
from conversations.library import Library
from conversations.plan import judged
from storage import conversations
from storage.blobs import Blobs
from storage.store import Store
from storage.transaction import Transaction

TEXT = "text/plain"
# Neutral: what lies in a list of downloads says nothing.
NAME = "document"


class LetterMaker:
    """A maker of papers (`bot/papers.py`) for MakeLetter."""

    def __init__(self, store: Store, outgoing: Blobs, library: Library, assemble: Assemble) -> None:
        self._store, self._outgoing, self._library, self._assemble = store, outgoing, library, assemble

    async def __call__(self, work: Work) -> Sequence[Made]:
        """The pages, then the text. Raises TypesettingFailed, StorageError, SealBroken."""
        effect = work.effect
        if not isinstance(effect, MakeLetter):
            raise AppuiError("not_a_letter")
        letter = await self._store.read(lambda tx: self._letter(tx, work, effect))
        return await asyncio.to_thread(self._set, letter, work.address.key)

    def _letter(self, tx: Transaction, work: Work, effect: MakeLetter) -> LetterContent:
        library = self._library
        state = conversations.load_for(tx, work.address).conversation
        known = judged(known_of(state, work.asked_at), library.steps)
        spec = library.letters.of(known.country)[effect.letter]
        content = self._assemble(tx, work.address, spec.profile, work.asked_at, library)
        words = library.steps.school.words(known.country, known.school_level, state.lang)
        named = platform_names(library)
        return compose(
            LetterCase(
                effect.letter,
                spec,
                content,
                known,
                _answers(effect, state),
                words,
                named,
                library.written_in(state.lang),
            ),
            library.texts,
            library.law,
        )

    def _set(self, letter: LetterContent, key: str) -> Sequence[Made]:
        with self._outgoing.begin(key) as pages:
            set_letter(letter, pages.write)
            printed = pages.finish()
        with self._outgoing.begin(key) as words:
            words.write(plain_text(letter).encode())
            copied = words.finish()
        return [Made(f"{NAME}.pdf", PDF, printed), Made(f"{NAME}.txt", TEXT, copied)]


def _answers(effect: MakeLetter, state: Conversation) -> dict[str, str]:
    """What was answered; the day of the first letter is known where the person told that they sent it."""
    sent = [letter for letter in state.letters if letter.key != effect.letter and letter.sent_on]
    told = {"first_letter_date": sent[-1].sent_on} if sent else {}
    return {**told, **effect.answers}
