"""Errors say who must act. They carry a stable code and ids, never a text of a person.

AppuiError
├── ContentError      the author of a pack
├── EngineError       a developer
├── StorageError      retry or the operator     (storage/errors.py)
├── ChannelError      temporary or permanent    (bot/errors.py)
├── Refused           the desk                  (bot/errors.py)
└── SettingsError     the operator, at start    (bot/errors.py)
"""


class AppuiError(Exception):
    """`code` is stable and can be searched for; `ids` are technical names, safe for a log."""

    def __init__(self, code: str, **ids: str | int) -> None:
        self.code = code
        self.ids = ids
        super().__init__(code, ids)

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.ids.items())])


class ContentError(AppuiError):
    """A pack does not hold: says the file, the line or place, and what was probably forgotten."""


class EngineError(AppuiError):
    """A fault of the program, never an unexpected answer."""
