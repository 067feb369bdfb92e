"""Errors of the edge. Same rule as everywhere: a stable code and technical ids, never a text of a person."""

from conversations.errors import AppuiError


class SettingsError(AppuiError):
    """The operator must change a setting; raised at start, with every problem at once in `problems`."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("settings", problems=len(problems))


class Refused(AppuiError):
    """The desk said no: not signed in, already claimed, not yours."""


class ChannelError(AppuiError):
    """A messenger did not do what it was asked."""


class ChannelBusy(ChannelError):
    """Temporary. Try again after `retry_after` seconds; `flood` when the messenger itself asked us to wait."""

    def __init__(self, code: str, retry_after: float = 1.0, flood: bool = False, **ids: str | int) -> None:
        self.retry_after = retry_after
        self.flood = flood
        super().__init__(code, **ids)


class ChannelRefused(ChannelError):
    """Permanent for this one message (malformed, too long, unknown chat): never try it again."""


class PersonUnreachable(ChannelError):
    """The person blocked the bot or their account is gone: stop sending to this address."""


class FileUnavailable(ChannelError):
    """A file cannot be fetched; `reason` is one of EvidenceRefused.reason."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("file_unavailable", reason=reason)
