"""Every call of the log names its event as a literal and uses declared fields: others would be lost without a word."""

import ast
from collections.abc import Iterator

import pytest
from source_fixtures import Module, calls, modules, parse

from bot.log import EVENT_NAME, FIELDS

LEVELS = frozenset({"debug", "info", "warning", "error", "critical", "exception"})
LOGGERS = frozenset({"log", "logger", "_log", "_logger", "get_logger", "getLogger"})


def undeclared(module: Module) -> Iterator[str]:
    for name, call in calls(module):
        if name in LEVELS and _is_logger(call.func):
            event = call.args[0] if call.args else None
            if not (isinstance(event, ast.Constant) and EVENT_NAME.fullmatch(str(event.value))):
                yield f"{module.where}:{call.lineno} the name of the event has to be a literal such as turn_failed"
            for keyword in call.keywords:
                if keyword.arg not in {*FIELDS, "exc_info"}:
                    yield f"{module.where}:{call.lineno} the field {keyword.arg} is not declared in bot/log.py"


def _is_logger(function: ast.expr) -> bool:
    receiver = getattr(function, "value", None)
    if isinstance(receiver, ast.Call):
        receiver = receiver.func
    return getattr(receiver, "id", getattr(receiver, "attr", "")) in LOGGERS


@pytest.mark.parametrize("bad", ["log.info(text)", "log.info('done')", "self._log.info('turn_failed', text=1)"])
def test_careless_calls_are_seen(bad: str) -> None:
    assert list(undeclared(parse(bad)))


def test_calls_use_declared_fields() -> None:
    assert [found for module in modules() for found in undeclared(module)] == []
