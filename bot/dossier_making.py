"""Makes a dossier: its content from the store, its pages, its archive, each sealed as it is written."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.dossier_archive import Signature, archive, original_name
from bot.paper_pictures import PaperPictures
from bot.papers import Made, NothingToMake, Work
from bot.plain_zip import Member
from bot.typeset import set_sheet
from conversations.dossier import DossierContent, Exhibit, Profile
from conversations.dossier_sheet import sheets, volumes
from conversations.effects import MakeDossier
from conversations.errors import AppuiError
from conversations.library import Library
from conversations.platform_packs import Platforms
from conversations.sheet import Sheet
from storage.blobs import Blobs, Sealed
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction

PDF, ZIP = "application/pdf", "application/zip"
# The content as the store holds it at that moment: (transaction, address, reader, moment, packs).
Assemble = Callable[[Transaction, AddressRow, Profile, datetime, Library], DossierContent]
SignatureOf = Callable[[Transaction], Signature]


class DossierMaker:
    """A maker of papers (`bot/papers.py`) for MakeDossier."""

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        outgoing: Blobs,
        library: Library,
        assemble: Assemble,
        signature_of: SignatureOf,
    ) -> None:
        self._store, self._blobs, self._outgoing, self._library = store, blobs, outgoing, library
        self._assemble, self._signature_of = assemble, signature_of

    async def __call__(self, work: Work) -> Sequence[Made]:
        """The documents, then the archive of all. Raises NothingToMake."""
        effect = work.effect
        if not isinstance(effect, MakeDossier):
            raise AppuiError("not_a_dossier")

        content = await self._store.read(
            lambda tx: self._assemble(tx, work.address, effect.profile, work.asked_at, self._library)
        )
        if not content.facts and not content.exhibits:
            raise NothingToMake("nothing_to_make")
        signature = await self._store.write(self._signature_of)
        press = Press(self._blobs, self._outgoing, self._library, work.address.key)
        return await asyncio.to_thread(press.printed, content, signature, effect.pictures)


class Press:
    """Writes one dossier into sealed files. Blocks: for a thread of its own."""

    def __init__(self, blobs: Blobs, outgoing: Blobs, library: Library, key: str) -> None:
        self._blobs, self._outgoing, self._library, self._key = blobs, outgoing, library, key

    def printed(
        self, content: DossierContent, signature: Signature, pictures: bool, kept: Mapping[str, Any] | None = None
    ) -> Sequence[Made]:
        """The documents, then the archive; `kept` are rows that its data shows beside the content.

        Raises TypesettingFailed, StorageError, SealBroken.
        """
        texts = self._library.texts
        pages = sheets(content, texts, platform_names(self._library), pictures=pictures)
        with PaperPictures(self._blobs, self._outgoing, self._key) as shown_on:
            all_named = named(pages, volumes(content))
            made = [Made(name, PDF, self._document(sheet, content, shown_on)) for name, sheet in all_named]
        documents = [Member(one.name, partial(self._outgoing.read, one.sealed.id)) for one in made]
        shown = content if pictures else without_files(content)
        originals = [Member(original_name(one), partial(self._blobs.read, one.blob)) for one in kept_files(shown)]
        pieces = archive(shown, documents, originals, texts, signature, kept)
        return [*made, Made("archive.zip", ZIP, self._sealed(pieces))]

    def _document(self, sheet: Sheet, content: DossierContent, pictures: PaperPictures) -> Sealed:
        numbered = {exhibit.number: exhibit for exhibit in content.exhibits}
        exhibits = [numbered[number] for number in shown_in(sheet)]
        pictures.prepare(exhibits)
        with self._outgoing.begin(self._key) as writer:
            set_sheet(sheet, lambda: map(pictures.of, exhibits), writer.write)
            return writer.finish()

    def _sealed(self, pieces: Iterator[bytes]) -> Sealed:
        with self._outgoing.begin(self._key) as writer:
            for piece in pieces:
                writer.write(piece)
            return writer.finish()


def named(pages: Iterable[Sheet], volumes: int) -> Iterator[tuple[str, Sheet]]:
    """Neutral names: what lies in a list of downloads says nothing."""
    for number, sheet in enumerate(pages, 1):
        yield ("document.pdf" if volumes == 1 else f"document-{number}.pdf"), sheet


def shown_in(sheet: Sheet) -> Iterator[int]:
    """The exhibits whose picture a sheet asks for, in order."""
    for section in sheet.sections:
        for block in section.blocks:
            if block.kind == "exhibit" and block.alt:
                yield block.number


def kept_files(content: DossierContent) -> list[Exhibit]:
    """The exhibits that bring a file of their own; a second copy of the same file brings none."""
    return [exhibit for exhibit in content.exhibits if exhibit.blob and not exhibit.same_as]


def without_files(content: DossierContent) -> DossierContent:
    """The content for readers who get no pictures: the exhibits are described, their files stay here."""
    bare = tuple(exhibit.model_copy(update={"blob": "", "preview": ""}) for exhibit in content.exhibits)
    return content.model_copy(update={"exhibits": bare})


def platform_names(library: Library) -> Callable[[str], str]:
    """Gives the name of a platform for its word; the word itself where no pack knows it."""
    platforms = Platforms.from_files(library.files)

    def name(word: str) -> str:
        pack = platforms.get(word)
        return pack.name if pack else word

    return name
