"""Dependencies point one way: bot, storage, conversations; and each library stays behind its own door."""

from collections.abc import Iterator

import pytest
from importlinter.cli import lint_imports
from source_fixtures import ROOT, Module, calls, imports, modules, parse

# A library may be imported by the modules whose dotted name begins so, and by no other.
DOORS = {
    "telegram": ("bot.telegram_", "bot.bench_"),
    "discord": ("bot.discord_",),
    "starlette": ("bot.web_", "bot.desk", "bot.telegram_webhook", "bot.site", "bot.start"),
    "multipart": ("bot.web_",),
    "python_multipart": ("bot.web_",),
    "jinja2": ("bot.web_", "bot.desk"),
    "uvicorn": ("bot.site", "bot.web_"),
    "click": ("bot.",),
    "cryptography": ("storage.",),
    "sqlite3": ("storage.",),
    "sqlite_utils": ("storage.",),
    # Pictures of strangers are decoded in the child that does nothing else; a rehearsal draws, a bench counts.
    "PIL": ("bot.decoding_picture", "bot.play_files", "bot.bench_"),
    "pi_heif": ("bot.decoding_picture",),
    "argon2": ("storage.", "bot.desk"),
    "pyotp": ("storage.", "bot.desk"),
}
CLOCKS = frozenset({"now", "utcnow", "today", "monotonic", "uuid4", "token_hex", "random"})
# Measurements turn the engine by itself.
ENGINE_CALLERS = ("bot.service", "bot.bench_")


def through_wrong_door(module: Module) -> Iterator[str]:
    for name, line in imports(module):
        doors = DOORS.get(name.split(".")[0])
        if doors and not module.name.startswith(doors):
            yield f"{module.where}:{line} imports {name}"


def looks_at_clock(module: Module) -> Iterator[str]:
    for name, call in calls(module):
        if name in CLOCKS:
            yield f"{module.where}:{call.lineno} calls {name}()"


def test_layers_point_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_libraries_behind_their_doors() -> None:
    assert list(through_wrong_door(parse("def late():\n    from telegram import Bot", "storage.example")))
    assert [found for module in modules() for found in through_wrong_door(module)] == []


def test_core_has_no_clock() -> None:
    assert list(looks_at_clock(parse("from datetime import datetime\nat = datetime.now()")))
    assert [found for module in modules("conversations") for found in looks_at_clock(module)] == []


def test_only_service_takes_turns() -> None:
    callers = {module.name for module in modules("bot") for name, _ in calls(module) if name == "take_turn"}
    assert {name for name in callers if not name.startswith(ENGINE_CALLERS)} == set()


def test_adapters_ignore_each_other() -> None:
    families = {
        "telegram": ("bot.web_", "bot.desk", "bot.discord_"),
        "discord": ("bot.web_", "bot.desk", "bot.telegram_"),
        "web": ("bot.telegram_", "bot.discord_"),
        "desk": ("bot.telegram_", "bot.discord_"),
    }
    crossings = [
        f"{module.where}:{line} imports {name}"
        for family, others in families.items()
        for module in modules("bot")
        for name, line in imports(module)
        if module.name.startswith(f"bot.{family}") and name.startswith(others)
    ]
    assert crossings == []
