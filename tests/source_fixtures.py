"""The source of the three packages, parsed once, for tests that read the code instead of running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "storage", "conversations")


@dataclass(frozen=True)
class Module:
    """`name` is dotted, such as bot.start."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def where(self) -> str:
        return self.path.relative_to(ROOT).as_posix()


@cache
def modules(package: str = "") -> tuple[Module, ...]:
    """Every module of one package, or of all three."""
    chosen = [package] if package else PACKAGES
    paths = sorted(path for name in chosen for path in (ROOT / name).rglob("*.py"))
    return tuple(Module(_dotted(path), path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def parse(source: str, name: str = "bot.example") -> Module:
    """A module that exists only in a test."""
    return Module(name, ROOT / "bot" / "example.py", ast.parse(source))


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Dotted names imported anywhere in the module, lazily or not, with their line."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Last name of what is called (`a.b.c(…)` gives c), with the call."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name:
                yield name, node


def strings(module: Module) -> Iterator[tuple[str, int]]:
    """String literals that are not docstrings, parts of f-strings included, with their line."""
    docstrings = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value, node.lineno


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
