"""`appui bench dossier`: sealed pictures become documents and an archive, by the maker that serves people."""

import hashlib
import json
import re
import resource
import secrets
import tempfile
import time
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.dossier_making import ZIP, Press
from bot.packs import open_library
from bot.papers import Made
from bot.sniff import NotAccepted, Sniffer
from conversations.dated import Dated
from conversations.dossier import DossierContent, DossierFact, Exhibit
from storage.blobs import Blobs
from storage.signature import signer_of
from storage.store import Store
from storage.vault import Vault

MADE_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PIECE = 64 * 1024
KILO = 1024


def bench_dossier(images: Path, out: Path) -> dict[str, object]:
    """Makes the dossier of every picture in a folder; the documents go to `out` (`out-2.pdf`, …), the archive beside.

    `seconds` covers documents and archive. `peak_mb` is the peak of this process and that of its largest child,
    added up. `images_untouched` says whether each original in the archive has the bytes of its file.
    """
    with tempfile.TemporaryDirectory(prefix="appui-bench-") as folder:
        store = Store.open(Path(folder) / "data", Vault(secrets.token_bytes(32)))
        try:
            return _measured(store, images, out)
        finally:
            store.close()


def own_peak() -> int:
    """The peak of this program in KiB. Linux counts what its parent held before `exec` into `ru_maxrss`."""
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"^VmHWM:\s+(\d+) kB", status.read_text("ascii"), re.MULTILINE)):
        return int(found[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _measured(store: Store, images: Path, out: Path) -> dict[str, object]:
    blobs, outgoing = (Blobs(store.folder / name, store.cipher, store.halves) for name in ("blobs", "outgoing"))
    key = store.write_now(lambda tx: tx.vault.new_key(MADE_AT))
    library = open_library()
    exhibits = _kept(sorted(path for path in images.iterdir() if path.is_file()), blobs, key)
    content = _content(exhibits)
    press = Press(blobs, outgoing, library, key)
    signer = store.write_now(signer_of)
    started = time.perf_counter()
    made = press.printed(content, signer, pictures=True)
    seconds = time.perf_counter() - started
    # Looked at before what follows, which is not part of the work.
    peak = (own_peak() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / KILO
    documents = _copied(made, outgoing, out)
    return {
        "images": len(exhibits),
        "documents": len(documents),
        "seconds": round(seconds, 3),
        "peak_mb": round(peak, 1),
        "size_bytes": sum(path.stat().st_size for path in documents),
        "images_untouched": _untouched(out.with_suffix(".zip"), exhibits),
    }


def _kept(paths: Sequence[Path], blobs: Blobs, key: str) -> tuple[Exhibit, ...]:
    found = [_sealed(path, blobs, key) for path in paths]
    kept = [(blob, digest, size, mime) for blob, digest, size, mime in found if mime]
    return tuple(
        Exhibit(
            number=number,
            evidence=str(number),
            blob=blob,
            mime=mime,
            sha256=digest,
            size=size,
            moment=Dated(day=(MADE_AT - timedelta(days=number)).date(), precision="day", certainty="platform"),
            received_at=MADE_AT,
        )
        for number, (blob, digest, size, mime) in enumerate(kept, 1)
    )


def _sealed(path: Path, blobs: Blobs, key: str) -> tuple[str, str, int, str]:
    sniffer = Sniffer()
    with blobs.begin(key) as writer, path.open("rb") as source:
        while piece := source.read(PIECE):
            sniffer.feed(piece)
            writer.write(piece)
        try:
            mime = sniffer.finish()
        except NotAccepted:
            mime = ""
        sealed = writer.finish()
    return sealed.id, sealed.sha256, sealed.size, mime


def _content(exhibits: Sequence[Exhibit]) -> DossierContent:
    """As many facts as exhibits, so that the chronology is as long as a real one."""
    facts = tuple(
        DossierFact(number=one.number, moment=one.moment, words=one.sha256, exhibits=(one.number,)) for one in exhibits
    )
    return DossierContent(
        case="2026-000000",
        profile="complete",
        time_zone="Europe/Paris",
        made_at=MADE_AT,
        facts=facts,
        exhibits=tuple(exhibits),
    )


def _copied(made: Sequence[Made], outgoing: Blobs, out: Path) -> list[Path]:
    documents: list[Path] = []
    for one in made:
        number = f"-{len(documents) + 1}" if documents else ""
        path = out.with_suffix(".zip") if one.mime == ZIP else out.with_stem(out.stem + number)
        with path.open("wb") as target:
            for piece in outgoing.read(one.sealed.id):
                target.write(piece)
        if one.mime != ZIP:
            documents.append(path)
    return documents


def _untouched(archive: Path, exhibits: Sequence[Exhibit]) -> bool:
    with zipfile.ZipFile(archive) as opened:
        recorded = json.loads(opened.read("recit.json"))["exhibits"]
        found = [hashlib.sha256(opened.read(one["file"])).hexdigest() for one in recorded]
    return found == [exhibit.sha256 for exhibit in exhibits]
