"""Whoever receives an archive can tell, without us and without a network, whether anything in it has changed."""

import base64
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from archive_mutations import IN_PAGE, MANIFEST, Mutation, mutated, mutations
from browser import Watched, browser, needs_chromium, watched
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dossier_fixtures import archived, content, member, signature
from playwright.async_api import expect

from bot.dossier_archive import archive, original_name
from bot.dossier_verifiers import verifier_program
from bot.packs import open_library

COUNT = int(os.environ.get("APPUI_TEST_MUTATIONS", "120"))
Faults = list[list[str]]


def small_archive() -> bytes:
    """Three small files instead of whole documents, so that many changes are tried in little time."""
    made = content()
    chance = random.Random(3)
    originals = [member(original_name(one), chance.randbytes(600)) for one in made.exhibits[:3]]
    document = member("document.pdf", chance.randbytes(3000))
    return b"".join(archive(made, [document], originals, open_library().texts, signature()))


@cache
def verifier() -> ModuleType:
    """The shipped program as a module."""
    module = ModuleType("verifier")
    exec(verifier_program(open_library().texts, "fr"), module.__dict__)
    return module


def in_python(data: bytes) -> Faults:
    return [list(fault) for fault in verifier().faults_of_archive(io.BytesIO(data))]


def unpacked(folder: Path, data: bytes) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        file.extractall(folder)
    return folder


def run_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program of the archive as a stranger runs it: no Appui, no environment."""
    program = [sys.executable, "-I", "verifier.py", *arguments]
    return subprocess.run(program, cwd=folder, env={}, capture_output=True, text=True, encoding="utf-8", check=False)


def test_untouched_copies_raise_no_alarm(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "copy", archived())
    (tmp_path / "a.zip").write_bytes(archived())
    (folder / ".DS_Store").write_bytes(b"left by a system")
    for arguments in ((), (".",), ("../a.zip",)):
        done = run_alone(folder, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        assert signature().public_key.hex() in done.stdout


def test_changed_files_are_named(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, archived())
    (folder / "pieces" / "0004.png").write_bytes(b"another picture")
    (folder / "pieces" / "0003.png").unlink()
    (folder / "pieces" / "0009.png").write_bytes(b"one more")
    done = run_alone(folder, "--json")
    assert done.returncode == 1
    expected = [["pieces/0003.png", "missing"], ["pieces/0004.png", "changed"], ["pieces/0009.png", "extra"]]
    assert json.loads(done.stdout)["faults"] == expected
    assert "pieces/0003.png" in run_alone(folder).stdout


def test_another_key_cannot_sign(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, archived())
    manifest = (folder / "manifeste.json").read_bytes()
    (folder / "manifeste.sig").write_text(Ed25519PrivateKey.generate().sign(manifest).hex() + "\n", "ascii")
    assert json.loads(run_alone(folder, "--json").stdout)["faults"] == [[MANIFEST, "signature"]]


def test_zip_opens_everywhere() -> None:
    with zipfile.ZipFile(io.BytesIO(archived())) as file:
        assert file.testzip() is None
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        assert all(info.date_time == (2026, 11, 20, 9, 30, 0) for info in file.infolist())


def test_signatures_agree_with_cryptography() -> None:
    chance, signed = random.Random(5), verifier().signed
    for _ in range(12):
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(200))
        made = key.sign(message)
        assert signed(public, message, made)
        assert not signed(public, message + b"x", made)
        assert not signed(public, message, made[:32] + _flipped(made[32:], chance))
        assert not signed(public, message, _flipped(made[:32], chance) + made[32:])
        assert not signed(_flipped(public, chance), message, made)


def test_odd_signatures_are_refused() -> None:
    signed, order = verifier().signed, verifier().ORDER
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, made = key.public_key().public_bytes_raw(), key.sign(b"m")
    larger = int.from_bytes(made[32:], "little") + order
    assert not signed(public, b"m", made[:32] + larger.to_bytes(32, "little"))
    assert not signed(b"\xff" * 32, b"m", made)
    assert not signed(public, b"m", made[:63])
    # RFC 8032, 7.1, test 2.
    rfc = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    sealed = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signed(rfc, b"\x72", sealed)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def named(mutation: Mutation, faults: Faults) -> bool:
    """Whether the item that was touched is among those that are named."""
    items = {MANIFEST if item.startswith("manifeste") else item for item, _ in faults}
    return mutation.item in items


@needs_chromium
class TestPage:
    @pytest.fixture
    async def page(self, tmp_path: Path) -> AsyncIterator[Watched]:
        folder = unpacked(tmp_path / "copy", archived())
        (tmp_path / "a.zip").write_bytes(archived())
        address = folder.as_uri()
        async with browser() as chromium:
            seen = await watched(await chromium.new_context(offline=True), address, "/verifier.html")
            yield seen
            assert seen.complaints == []

    async def test_page_finds_untouched_copies(self, page: Watched, tmp_path: Path) -> None:
        result = page.page.locator("#result")
        await page.page.locator("#archive").set_input_files(tmp_path / "a.zip")
        await expect(result).to_have_class("good")
        await expect(result).to_contain_text(signature().public_key.hex())
        await page.page.locator("#folder").set_input_files(tmp_path / "copy")
        await expect(result).to_have_class("good")

    async def test_page_names_what_changed(self, page: Watched, tmp_path: Path) -> None:
        (tmp_path / "copy" / "pieces" / "0004.png").write_bytes(b"another picture")
        (tmp_path / "copy" / "pieces" / "more.png").write_bytes(b"one more")
        await page.page.locator("#folder").set_input_files(tmp_path / "copy")
        await expect(page.page.locator("#result")).to_have_class("bad")
        said: Faults = json.loads(await page.page.locator("#result").get_attribute("data-faults") or "[]")
        assert said == [["pieces/0004.png", "changed"], ["pieces/more.png", "extra"]]
        assert said == json.loads(run_alone(tmp_path / "copy", "--json").stdout)["faults"]

    async def test_both_catch_every_change(self, page: Watched) -> None:
        data = small_archive()
        assert in_python(data) == []
        made = mutations(data, COUNT, seed=20261120)
        told = await self._in_page(page, data, made)
        for mutation, said in zip(made, told, strict=True):
            faults = in_python(mutated(data, mutation.op))
            assert faults == said, mutation
            assert named(mutation, faults), (mutation, faults)

    async def _in_page(self, page: Watched, data: bytes, made: list[Mutation]) -> list[Faults]:
        script = f"""async ([encoded, changes]) => {{
            const mutated = {IN_PAGE};
            const data = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)), told = [];
            for (const change of changes) {{
                told.push((await faultsOfArchive(sourceOf(new Blob([mutated(change, data)])))).faults);
            }}
            return told;
        }}"""
        encoded, told = base64.b64encode(data).decode(), []
        for start in range(0, len(made), 500):
            changes: Any = [list(mutation.op) for mutation in made[start : start + 500]]
            told += await page.page.evaluate(script, [encoded, changes])
        return told
