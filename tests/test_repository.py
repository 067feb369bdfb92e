"""What a newcomer finds in the repository: nothing of one machine, nothing unfinished, nothing too long to read."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from source_fixtures import ROOT, modules

# Written in pieces, so that this file does not find itself.
OF_A_MACHINE = re.compile(
    r"(?<![\w.])/(?:work|farm|root)/" + r"|\.\./share" + r"d|(?:py[p]i|npmj[s]|debia[n])\.org|pythonhoste[d]"
)
UNFINISHED = re.compile(r"\b(TOD" + r"O|FIXM" + r"E|XX" + r"X|HAC" + r"K)\b")
LONGEST_FILE = 350
LONGEST_FUNCTION = 40
LARGEST_TEXT = 2_000_000
EMPTY_NAMES = ("utils", "util", "common", "misc", "manager")


def tracked(pattern: str = "*") -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", pattern], cwd=ROOT, capture_output=True, text=True, check=True)
    yield from (path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def lines_matching(pattern: re.Pattern[str], paths: Iterator[Path]) -> list[str]:
    found = []
    for path in paths:
        if path.stat().st_size < LARGEST_TEXT and path.suffix not in {".png", ".jpg", ".woff2", ".ico"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in pattern.finditer(text)]
    return found


def functions() -> Iterator[tuple[str, int]]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module.where}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_nothing_of_one_machine() -> None:
    assert lines_matching(OF_A_MACHINE, tracked()) == []


def test_nothing_left_unfinished() -> None:
    assert lines_matching(UNFINISHED, tracked("*.py")) == []


def test_files_can_be_read() -> None:
    sizes = [(len(module.path.read_text(encoding="utf-8").splitlines()), module.where) for module in modules()]
    assert [(where, size) for size, where in sizes if size > LONGEST_FILE] == []


def test_functions_fit_on_screen() -> None:
    assert [(where, size) for where, size in functions() if size > LONGEST_FUNCTION] == []


def test_modules_say_their_promise() -> None:
    assert [module.where for module in modules() if module.path.stem in EMPTY_NAMES] == []
    assert [module.where for module in modules() if module.name.count(".") > 1 and ".lint." not in module.name] == []
    assert [module.where for module in modules() if not ast.get_docstring(module.tree)] == []


def test_nothing_in_three_packages_is_unannotated() -> None:
    bare = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is None
    ]
    assert bare == []


def test_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9][^\s;]*==[^\s;]+", lock, re.MULTILINE)
    assert len(pinned) > 40
    assert lock.count("--hash=sha256:") >= len(pinned)
    assert "://" not in lock


def test_lock_holds_every_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    names = [re.split(r"[\[<>=~ ]", requirement)[0].lower().replace(".", "-") for requirement in asked]
    assert [name for name in names if f"\n{name}==" not in lock] == []
