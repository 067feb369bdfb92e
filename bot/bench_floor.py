"""What the figures of `appui bench evidence` are compared with, measured in the same minutes."""

import hashlib
import io
import os
import time
from pathlib import Path
from statistics import median
from typing import Protocol

from storage.blobs import NONCE, PIECE
from storage.halves import sync_folder

PLAIN_TIMES = 40
LONGEST, QUALITY = 1280, 85


class Cipher(Protocol):
    """AES-256-GCM of one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


def floor(place: Path, file: Path, count: int, cipher: Cipher) -> dict[str, float]:
    """What no program can spare: each byte hashed and sealed, the file and its name durable, one after the other."""
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(count):
        _sealed(file, place / f"floor-{number}", cipher)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"floor_per_s": round(count / seconds, 1), "floor_cpu_ms": round(cpu / count * 1000, 2)}


def _sealed(file: Path, target: Path, cipher: Cipher) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as source, target.with_suffix(".part").open("wb", buffering=0) as sealed:
        while piece := source.read(PIECE):
            digest.update(piece)
            nonce = os.urandom(NONCE)
            sealed.write(nonce + cipher.encrypt(nonce, piece, None))
        os.fsync(sealed.fileno())
    target.with_suffix(".part").rename(target)
    sync_folder(target.parent)


def plain(file: Path, count: int) -> float:
    """Milliseconds of processor in which Pillow alone makes a preview as its manual does; the median."""
    from PIL import Image

    spent = []
    for _ in range(min(count, PLAIN_TIMES)):
        began = time.process_time()
        with Image.open(file) as picture:
            picture.thumbnail((LONGEST, LONGEST))
            picture.convert("RGB").save(io.BytesIO(), "JPEG", quality=QUALITY)
        spent.append(time.process_time() - began)
    return round(median(spent) * 1000, 2)
