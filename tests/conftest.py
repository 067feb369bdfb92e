"""What every test may count on."""

import os

import pytest

from bot.packs import open_library
from conversations.library import Library


@pytest.fixture(autouse=True)
def no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token or a folder in the environment of whoever runs the tests must never reach them."""
    for name in [name for name in os.environ if name.startswith("APPUI_") and not name.startswith("APPUI_TEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def library() -> Library:
    """The packs this program ships with, read once."""
    return open_library().load()
