"""What may be told of an exception: its class, its stable code, and where it was raised. Never its text, which may
hold a token inside an address, or what a person wrote.
"""

import re
import sys
from types import TracebackType

from conversations.errors import AppuiError

FRAMES = 6
CAUSES = 4
_CODE = re.compile(r"[a-z][a-z0-9_.]{1,39}")


def describe(error: BaseException) -> str:
    """`ChannelBusy(flood) at bot.dispatch:120 bot.telegram_channel:88 from TimedOut at …`, innermost frame last."""
    told: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(told) < CAUSES:
        told.append(f"{_name(seen)}{_place(seen.__traceback__)}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " from ".join(told)


def print_only_what_may_be_told() -> None:
    """From here on an uncaught exception prints one line without its text."""
    sys.excepthook = _on_crash


def _name(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, BaseExceptionGroup):
        return f"{name}[{', '.join(describe(part) for part in error.exceptions[:CAUSES])}]"
    if isinstance(error, AppuiError) and _CODE.fullmatch(error.code):
        return f"{name}({error.code})"
    return name


def _place(trace: TracebackType | None) -> str:
    frames: list[str] = []
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f" at {' '.join(frames[-FRAMES:])}" if frames else ""


def _on_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.stderr.write(f"appui: unexpected fault, please report this line: {describe(error)}\n")
