"""The verifiers that go with an archive: one file of Python, one page, both filled with the texts of the pack."""

import base64
import hashlib
import html
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from conversations.texts import Catalogue

TEMPLATES = Path(__file__).parent / "verifiers"
TOLD = ("good", "bad", "key", "fault", "changed", "missing", "extra", "signature", "frame", "unreadable", "wait")
# The slots stay slots: the verifier fills them.
_SLOTS = {"key": "{key}", "item": "{item}", "what": "{what}"}


def verifier_program(texts: Catalogue, lang: str) -> bytes:
    """`verifier.py`, which needs nothing but Python."""
    return _template("verifier.py.txt").replace("@TEXTS@", _told(texts, lang).replace("\\", "\\\\")).encode()


def verifier_page(texts: Catalogue, lang: str) -> bytes:
    """`verifier.html`, which needs nothing but a browser: no other file, no network, no script but its own."""
    script, style = _template("verifier.js"), _template("verifier.css")
    page = _template("verifier.html")
    filled = {
        "@LANG@": lang,
        "@TITLE@": html.escape(texts.render("verify.title", lang, "vous")),
        "@INTRO@": html.escape(texts.render("verify.intro", lang, "vous")),
        "@PICK_ARCHIVE@": html.escape(texts.render("verify.pick_archive", lang, "vous")),
        "@PICK_FOLDER@": html.escape(texts.render("verify.pick_folder", lang, "vous")),
        "@NOTE@": html.escape(texts.render("verify.note", lang, "vous")),
        "@SCRIPT_HASH@": _csp_hash(script),
        "@STYLE_HASH@": _csp_hash(style),
        "@TEXTS@": _told(texts, lang).replace("<", "\\u003c"),
        "@STYLE@": style,
        "@SCRIPT@": script,
    }
    for mark, value in filled.items():
        page = page.replace(mark, value)
    return page.encode()


def checked(path: Path, texts: Catalogue, lang: str) -> dict[str, Any]:
    """What the program of an archive says of an archive or its folder, run as a stranger runs it.

    {"ok", "faults": [[item, code], …], "key"}; the key is hex. Raises OSError where there is nothing to read.
    """
    program = verifier_program(texts, lang).decode()
    command = [sys.executable, "-I", "-c", program, str(path), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own program
    if done.returncode not in (0, 1):
        raise OSError(str(path))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _told(texts: Catalogue, lang: str) -> str:
    told = {name: texts.render(f"verify.{name}", lang, "vous", _SLOTS) for name in TOLD}
    return json.dumps(told, ensure_ascii=True)


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _csp_hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
