"""A sealed file comes back whole and unchanged, or not at all; and it is durable before it has a name."""

import errno
import hashlib
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.blobs import MARK, NONCE, PIECE, TAG, Blobs, Sealed
from storage.errors import SealBroken, StorageError
from storage.halves import Halves

SIZES = [
    0,
    1,
    PIECE - 1,
    PIECE,
    PIECE + 1,
    3 * PIECE,
    3 * PIECE + 17,
    4 * PIECE,
    4 * PIECE + 1,
    8 * PIECE,
    9 * PIECE + 5,
]
KEY = "person-1"


class Keys:
    def __init__(self) -> None:
        self.keys = {KEY: AESGCM.generate_key(256), "person-2": AESGCM.generate_key(256)}

    def cipher(self, key_id: str) -> AESGCM:
        if key_id not in self.keys:
            raise SealBroken("key_gone")
        return AESGCM(self.keys[key_id])


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def blobs(tmp_path: Path, keys: Keys) -> Blobs:
    return Blobs(tmp_path / "files", keys.cipher, Halves(tmp_path / "halves"))


def keep(blobs: Blobs, content: bytes, key: str = KEY) -> Sealed:
    with blobs.begin(key) as writer:
        writer.write(content)
        return writer.finish()


def whole(blobs: Blobs, blob: str) -> bytes:
    return b"".join(blobs.read(blob))


@pytest.mark.parametrize("size", SIZES)
def test_original_comes_back(blobs: Blobs, size: int) -> None:
    random = Random(size)
    content, parts = random.randbytes(size), random.choices([1, 7, 4096, PIECE, PIECE + 1, 150_000], k=3 + size // 7)
    with blobs.begin(KEY) as writer:
        at = 0
        for part in parts:
            writer.write(content[at : at + part])
            at += part
        sealed = writer.finish()
    assert whole(blobs, sealed.id) == content[:at]
    assert sealed.size == len(content[:at])
    assert sealed.sha256 == hashlib.sha256(content[:at]).hexdigest() == blobs.digest(sealed.id)


def test_nothing_readable_on_disk(blobs: Blobs) -> None:
    sealed = keep(blobs, b"tout le monde le sait " * 9000)
    assert b"tout le monde" not in blobs.path(sealed.id).read_bytes()
    assert (blobs.path(sealed.id).stat().st_mode & 0o777, blobs.folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_same_bytes_never_look_alike(blobs: Blobs) -> None:
    """Twice the same file, in each five times the same piece: no nonce of a file comes again, nor any ciphertext."""
    sealed = [blobs.path(keep(blobs, bytes(5 * PIECE)).id).read_bytes() for _ in range(2)]
    pieces = [
        [file[-end : len(file) - end + FULL_PIECE] for end in range(FULL_PIECE, 6 * FULL_PIECE, FULL_PIECE)]
        for file in sealed
    ]
    assert [len({piece[:NONCE] for piece in file}) for file in pieces] == [5, 5]
    assert len({piece[NONCE:] for file in pieces for piece in file}) == 10


@pytest.mark.parametrize("seed", range(300))
def test_any_flipped_bit_refuses(blobs: Blobs, seed: int) -> None:
    random = Random(seed)
    sealed = keep(blobs, random.randbytes(random.choice([0, 5, PIECE, PIECE + 3])))
    raw = bytearray(blobs.path(sealed.id).read_bytes())
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    blobs.path(sealed.id).write_bytes(raw)
    with pytest.raises(SealBroken):
        whole(blobs, sealed.id)


HEADER = len(MARK) + 1 + len(KEY)
FULL_PIECE = NONCE + PIECE + TAG


def dropped_end(raw: bytes) -> bytes:
    return raw[: HEADER + 2 * FULL_PIECE]


def dropped_start(raw: bytes) -> bytes:
    return raw[:HEADER] + raw[HEADER + FULL_PIECE :]


def swapped(raw: bytes) -> bytes:
    first, second = raw[HEADER : HEADER + FULL_PIECE], raw[HEADER + FULL_PIECE : HEADER + 2 * FULL_PIECE]
    return raw[:HEADER] + second + first + raw[HEADER + 2 * FULL_PIECE :]


def repeated(raw: bytes) -> bytes:
    return raw + raw[HEADER + 2 * FULL_PIECE :]


def emptied(raw: bytes) -> bytes:
    return raw[:HEADER]


@pytest.mark.parametrize("change", [dropped_end, dropped_start, swapped, repeated, emptied])
def test_moved_pieces_are_refused(blobs: Blobs, change: Callable[[bytes], bytes]) -> None:
    sealed = keep(blobs, Random(1).randbytes(2 * PIECE + 100))
    blobs.path(sealed.id).write_bytes(change(blobs.path(sealed.id).read_bytes()))
    with pytest.raises(SealBroken):
        whole(blobs, sealed.id)


def test_file_cannot_pose_as_another(blobs: Blobs) -> None:
    one, other = keep(blobs, b"mine"), keep(blobs, b"yours")
    blobs.path(one.id).write_bytes(blobs.path(other.id).read_bytes())
    with pytest.raises(SealBroken):
        whole(blobs, one.id)


def test_destroyed_key_means_dark(blobs: Blobs, keys: Keys) -> None:
    sealed = keep(blobs, b"gone")
    del keys.keys[KEY]
    with pytest.raises(SealBroken, match="key_gone"):
        whole(blobs, sealed.id)


@pytest.mark.parametrize("name", ["../secret", "", "A" * 32, "0" * 31, "/etc/passwd", "0" * 32 + "\n"])
def test_only_own_names_are_read(blobs: Blobs, name: str) -> None:
    with pytest.raises(StorageError, match="file_name"):
        whole(blobs, name)


def test_missing_file_is_said(blobs: Blobs) -> None:
    with pytest.raises(StorageError, match="file_missing"):
        whole(blobs, "0" * 32)


def test_abandoned_file_leaves_nothing(blobs: Blobs) -> None:
    with blobs.begin(KEY) as writer:
        writer.write(b"x" * 200_000)
        assert [entry.suffix for entry in blobs.folder.iterdir()] == [".part"]
    assert list(blobs.folder.iterdir()) == []


def test_removed_file_is_gone(blobs: Blobs) -> None:
    sealed = keep(blobs, b"x")
    assert list(blobs.names()) == [sealed.id]
    blobs.remove(sealed.id)
    blobs.remove(sealed.id)
    assert list(blobs.folder.iterdir()) == []


def test_memory_does_not_grow(blobs: Blobs) -> None:
    chunk = b"\x00" * 1_000_000
    tracemalloc.start()
    with blobs.begin(KEY) as writer:
        for _ in range(20):
            writer.write(chunk)
        sealed = writer.finish()
    assert blobs.digest(sealed.id) == sealed.sha256
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * PIECE


DYING = """
import os, sys
from pathlib import Path
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from storage.blobs import Blobs
from storage.halves import Halves
blobs = Blobs(Path(sys.argv[1]) / "files", lambda key: AESGCM(b"k" * 32), Halves(Path(sys.argv[1]) / "halves"))
finished = blobs.begin("person-1")
finished.write(b"whole")
print(finished.finish().id, flush=True)
writer = blobs.begin("person-1")
writer.write(b"half" * 100_000)
os.kill(os.getpid(), 9)
"""


def test_killed_writer_is_swept(tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", DYING, tmp_path], capture_output=True, text=True)
    assert died.returncode == -9
    blobs = Blobs(tmp_path / "files", lambda key: AESGCM(b"k" * 32), Halves(tmp_path / "halves"))
    assert blobs.sweep() == 1
    assert [entry.name for entry in blobs.folder.iterdir()] == [died.stdout.strip()]
    assert whole(blobs, died.stdout.strip()) == b"whole"


LIMITED = """
import resource, sys
from pathlib import Path
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from storage.blobs import Blobs
from storage.errors import SealBroken, StorageError
from storage.halves import Halves
blobs = Blobs(Path(sys.argv[1]) / "files", lambda key: AESGCM(b"k" * 32), Halves(Path(sys.argv[1]) / "halves"))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    with blobs.begin("person-1") as writer:
        for _ in range(100):
            writer.write(b"x" * 4096)
        writer.finish()
except StorageError as error:
    print(error.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with blobs.begin("person-1") as writer:
    print(writer.finish().size)
"""


def test_full_disk_is_said(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", LIMITED, tmp_path], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["disk_full", "0"]
    assert len(list((tmp_path / "files").iterdir())) == 1


def test_short_writes_are_completed(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system may take less at once than it is given."""
    at_once, one = os.writev, os.write
    monkeypatch.setattr(os, "writev", lambda handle, parts: at_once(handle, [b"".join(parts)[:7]]))
    monkeypatch.setattr(os, "write", lambda handle, data: one(handle, data[:9000]))
    content = Random(7).randbytes(2 * PIECE + 5)
    sealed = keep(blobs, content)
    monkeypatch.undo()
    assert whole(blobs, sealed.id) == content


@pytest.mark.parametrize("failing", [1, 2])
def test_failed_sync_stops_writing(blobs: Blobs, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    calls: list[int] = []
    real = os.fsync

    def sync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == failing:
            raise OSError(errno.EIO, "injected")
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(StorageError, match="sync_failed"):
        keep(blobs, b"x")
    assert list(blobs.folder.iterdir()) == []
    assert len(calls) == failing
    with pytest.raises(StorageError, match="disk_unsafe"):
        blobs.begin(KEY)


def test_name_comes_after_sync(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, list[str]]] = []
    real = os.fsync

    def sync(handle: int) -> None:
        kind = "folder" if Path(f"/proc/self/fd/{handle}").readlink() == blobs.folder else "file"
        seen.append((kind, [entry.suffix for entry in blobs.folder.iterdir()]))
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    keep(blobs, b"x")
    assert seen == [("file", [".part"]), ("folder", [""])]
