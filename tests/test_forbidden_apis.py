"""What a trial or a law of ours forbids, looked for in the syntax of the code (DUR-02, DEL-01, DEL-09)."""

from collections.abc import Iterator

import pytest
from source_fixtures import Module, calls, imports, modules, parse

# PTB acknowledges before anything is stored: with a backlog and kill -9, 1,299 of 1,500 messages were lost in a trial.
FORBIDDEN_IMPORTS = (
    "telegram.ext",
    "pickle",
    "shelve",
    "marshal",
)
FORBIDDEN_CALLS = {
    "run_polling": "acknowledges before storing",
    "start_polling": "acknowledges before storing",
    "start_webhook": "acknowledges before storing",
    "eval": "runs text",
    "exec": "runs text",
    "safe_load": "gives types to scalars: 0142 becomes 98",
    "full_load": "gives types to scalars: no becomes False",
    "format_map": "opens attributes of objects to the text of a pack",
    "create_subprocess_shell": "runs text",
}
FORBIDDEN_ARGUMENTS = {"drop_pending_updates": True, "shell": True}
# The team is told by a line without a word of anybody, which is said again after a crash.
SENDERS = ("bot.telegram_channel", "bot.discord_channel", "bot.telegram_team")


def forbidden(module: Module) -> Iterator[str]:
    for name, line in imports(module):
        if name.startswith(FORBIDDEN_IMPORTS):
            yield f"{module.where}:{line} imports {name}"
    for name, call in calls(module):
        if name in FORBIDDEN_CALLS:
            yield f"{module.where}:{call.lineno} {name}: {FORBIDDEN_CALLS[name]}"
        if name.startswith("send_") and not module.name.startswith(SENDERS) and module.name.startswith("bot."):
            yield f"{module.where}:{call.lineno} {name}: messages leave through the outbox"
        for keyword in call.keywords:
            value = getattr(keyword.value, "value", None)
            if keyword.arg in FORBIDDEN_ARGUMENTS and value is FORBIDDEN_ARGUMENTS[keyword.arg]:
                yield f"{module.where}:{call.lineno} {keyword.arg}={value}"


@pytest.mark.parametrize(
    "bad",
    [
        "from telegram.ext import Updater",
        "import pickle",
        "app.run_polling()",
        "bot.delete_webhook(drop_pending_updates=True)",
        "yaml.safe_load(text)",
        "bot.send_message(1, text)",
    ],
)
def test_each_ban_is_seen(bad: str) -> None:
    assert list(forbidden(parse(bad)))


def test_code_uses_nothing_forbidden() -> None:
    assert [found for module in modules() for found in forbidden(module)] == []


def test_nobody_can_broadcast() -> None:
    functions = [name for module in modules() for name, _ in calls(module)]
    assert [name for name in functions if "broadcast" in name.lower()] == []
