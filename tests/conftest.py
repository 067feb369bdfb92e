"""What every test may count on."""

import logging
import os
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from bot.packs import open_library
from conversations.library import Library

# Tests that mostly wait: begun first, so that nobody waits for them at the end.
WAITING = ("test_whole_month.py", "test_whole_kills.py", "test_whole_discord.py", "test_whole_conversation.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in WAITING)


@pytest.fixture(autouse=True)
def no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token or a folder in the environment of whoever runs the tests must never reach them."""
    for name in [name for name in os.environ if name.startswith("APPUI_") and not name.startswith("APPUI_TEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def log_left_as_found() -> Iterator[None]:
    """A command run in this process sends the log elsewhere, import-linter silences loggers: for that test only."""
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.fixture(scope="session")
def library() -> Library:
    """The packs this program ships with, read once."""
    return open_library().load()
