"""What the program itself says and where it goes, read from its source: so that no list can drift from the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import bot
import conversations
from conversations.lint.program import Program

SAYS_A_KEY = frozenset({"text", "piece", "has_text", "render", "texts"})
_KEY = re.compile(r"[a-z_]+(\.[A-Za-z0-9_]+)+")
_SAID_IN_TEMPLATE = re.compile(r"texts\(\s*'([a-z0-9_.]+)'")
_QUOTED = re.compile(r"'([a-z0-9_.]+)'")
_ENDING = re.compile(r"~ '(_[a-z]+)'")


def read_program() -> Program:
    """Texts said by name in the code and the templates; beginnings of keys that are composed; all string literals."""
    nodes = [node for path in _sources() for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    templates = [path.read_text(encoding="utf-8") for path in _templates()]
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    keys = {key for node in nodes if isinstance(node, ast.Call) for key in _keys(node)}
    keys |= {key for template in templates for key in _SAID_IN_TEMPLATE.findall(template)}
    words |= {word for template in templates for word in _words(template)}
    families = {family for node in nodes for family in _families(node)} | {key for key in keys if key.endswith("_")}
    keys = {key for key in keys - families if not key.endswith(".html")}
    return Program(keys=frozenset(keys), families=tuple(sorted(families)), words=frozenset(words))


def _sources() -> Iterator[Path]:
    for package in (bot, conversations):
        folder = Path(package.__path__[0])
        yield from (path for path in sorted(folder.rglob("*.py")) if path.parent.name != "lint")


def _templates() -> Iterator[Path]:
    return iter(sorted((Path(bot.__path__[0]) / "templates").glob("*.html")))


def _words(template: str) -> Iterator[str]:
    """What stands between quotes, alone and with each ending that the template puts after it."""
    quoted = _QUOTED.findall(template)
    yield from quoted
    yield from (word + ending for word in quoted for ending in _ENDING.findall(template))


def _keys(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
    first = call.args[0] if call.args else None
    if name in SAYS_A_KEY and isinstance(first, ast.Constant) and _KEY.fullmatch(str(first.value)):
        yield str(first.value)


def _families(node: ast.AST) -> Iterator[str]:
    """`topic.` of f"topic.{topic}", `data.messenger.` of "data.messenger." + channel."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
    first = node.left if isinstance(node, ast.BinOp) else first
    begins = first.value if isinstance(first, ast.Constant) else ""
    if isinstance(begins, str) and begins.endswith(".") and _KEY.fullmatch(begins + "x"):
        yield begins
