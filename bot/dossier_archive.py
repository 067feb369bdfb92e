"""The archive of a dossier: documents, originals, the content as data, a signed manifest, and two verifiers.

manifeste.json   what is in it, with size and SHA-256 of each file, and the public key (ASCII, one line)
manifeste.sig    Ed25519 signature of these bytes, hex
document.pdf     the documents
pieces/0001.png  the originals, bit for bit
recit.json       the content (docs/dossier.md)
verifier.py, verifier.html, LISEZMOI.txt
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from bot.dossier_verifiers import verifier_page, verifier_program
from bot.plain_zip import Measured, Member, measured, zip_time, zipped
from conversations.dossier import DossierContent, Exhibit
from conversations.texts import Catalogue

FORMAT = "appui-dossier-1"
MANIFEST, SIGNATURE = "manifeste.json", "manifeste.sig"
ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "application/zip": "zip",
}


class Signature(Protocol):
    """The key of the installation (storage/signature.py): its public half (32 bytes) and how it signs."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, data: bytes) -> bytes: ...


def archive(
    content: DossierContent,
    documents: Sequence[Member],
    originals: Sequence[Member],
    texts: Catalogue,
    signature: Signature,
    kept: Mapping[str, Any] | None = None,
) -> Iterator[bytes]:
    """The archive in pieces. `originals` are what `original_name` names, in order; `kept` is for `recit.json`.

    Raises ValueError when too large.
    """
    beside = [_fixed("recit.json", as_data(content, kept)), *_beside(content, documents, texts, signature)]
    made = [measured(one) for one in (*documents, *originals, *beside)]
    time = zip_time(content.made_at)
    manifest = _manifest(content, made, time, signature)
    sealed = signature.sign(manifest).hex() + "\n"
    front = [measured(_fixed(MANIFEST, manifest)), measured(_fixed(SIGNATURE, sealed.encode()))]
    return zipped([*front, *made], time)


def original_name(exhibit: Exhibit) -> str:
    """The name of an original in the archive: its number and kind, nothing of the person."""
    return f"pieces/{exhibit.number:04}.{ENDINGS.get(exhibit.mime, 'bin')}"


def as_data(content: DossierContent, kept: Mapping[str, Any] | None = None) -> bytes:
    """`recit.json`: the content as it is, in ASCII, so that nothing in it can act or turn a line around.

    With `kept`, the rows that it was made from stand behind it.
    """
    plain = content.model_dump(mode="json")
    numbered = {exhibit.number: exhibit for exhibit in content.exhibits}
    for exhibit, shown in zip(content.exhibits, plain["exhibits"], strict=True):
        # Where it lies with us means nothing to others.
        del shown["blob"], shown["preview"], shown["evidence"]
        shown["file"] = original_name(numbered.get(exhibit.same_as, exhibit)) if exhibit.blob else ""
    for line in plain["custody"]:
        del line["evidence"]
    told = {"format": FORMAT, **plain, **({"kept": kept} if kept else {})}
    return json.dumps(told, ensure_ascii=True, indent=1).encode("ascii") + b"\n"


def _beside(
    content: DossierContent, documents: Sequence[Member], texts: Catalogue, signature: Signature
) -> list[Member]:
    key = signature.public_key.hex()
    told = texts.render("dossier.readme", content.lang, "vous", {"document": documents[0].name, "key": key})
    return [
        _fixed("verifier.py", verifier_program(texts, content.lang)),
        _fixed("verifier.html", verifier_page(texts, content.lang)),
        _fixed("LISEZMOI.txt", told.replace("\n", "\r\n").encode("utf-8-sig")),
    ]


def _manifest(content: DossierContent, files: Sequence[Measured], time: int, signature: Signature) -> bytes:
    manifest = {
        "format": FORMAT,
        "case": content.case,
        "made_at": content.made_at.isoformat(),
        "public_key": signature.public_key.hex(),
        "zip_time": time,
        "files": [{"name": one.member.name, "size": one.size, "sha256": one.sha256} for one in files],
    }
    return json.dumps(manifest, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _fixed(name: str, data: bytes) -> Member:
    return Member(name, lambda: (data,))
