"""Which maker performs which effect: the one table of everything that can be made for a person."""

from collections.abc import Callable
from datetime import datetime

from bot.dossier_assembly import assemble
from bot.dossier_making import DossierMaker
from bot.letter_making import LetterMaker
from bot.outcomes import Accepts
from bot.papers import Papers
from conversations.library import Library
from storage.blobs import Blobs
from storage.signature import signer_of
from storage.store import Store

FOLDER = "outgoing"


def papers_of(
    store: Store,
    service: Accepts,
    library: Library,
    blobs: Blobs,
    clock: Callable[[], datetime],
    site: str = "",
) -> Papers:
    """`blobs` holds the evidence; what is made lies sealed in a folder of its own until it is handed over."""
    outgoing = Blobs(store.folder / FOLDER, store.cipher, store.halves)
    dossiers = DossierMaker(store, blobs, outgoing, library, assemble, signer_of)
    letters = LetterMaker(store, outgoing, library, assemble)
    return Papers(store, service, outgoing, {"make_dossier": dossiers, "make_letter": letters}, clock, site)
