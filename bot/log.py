"""A log that cannot hold text. A line is the name of what happened and fields from a closed list, each of one shape.

Whatever else reaches it, from us or from a library, keeps its level and its place and loses its words: an address that
httpx prints carries the bot's token, and a traceback may quote what a child wrote. Any module may use
`structlog.get_logger()`; names of events are written in the code as literals, in the past tense.
"""

import asyncio
import logging
import re
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.faults import describe

UNNAMED = "unnamed_event"
HIDDEN = "?"

EVENT_NAME = re.compile(r"[a-z]{2,20}(_[a-z]{1,20}){1,5}")
_ID = re.compile(
    r"[0-9a-f]{16,64}(/\d{1,4})?|(telegram|discord|web|terminal|desk):[0-9a-z]{1,20}:[a-z]?[0-9a-f-]{1,40}(/\d{1,4})?"
)
_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}")
_LARGEST = 10_000_000

WORDS = frozenset(
    (
        *("telegram", "discord", "web", "terminal", "desk", "rehearsal", "live"),
        *("polling", "webhook", "gateway", "intake", "team", "delivery"),
        *("timers", "gathering", "retries", "expiry", "purges", "papers", "site", "lock"),
        *("done", "duplicate", "refused", "retry", "dead", "ignored"),
        *("none", "low", "high", "imminent"),
        *("too_big", "too_many_points", "type", "empty", "gone", "full", "unreadable"),
        *("flood", "network", "conflict", "unauthorized", "blocked", "storage"),
        *("sigterm", "sigint"),
    )
)


def _known_word(value: object) -> object:
    return value if isinstance(value, str) and value in WORDS else HIDDEN


def _opaque_id(value: object) -> object:
    return value if isinstance(value, str) and _ID.fullmatch(value) else HIDDEN


def _small_number(value: object) -> object:
    """A phone number has nine digits or more; no count or duration of ours comes near."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and abs(value) < _LARGEST:
        return round(value, 3)
    return HIDDEN


def _fault(value: object) -> object:
    return describe(value) if isinstance(value, BaseException) else HIDDEN


def _loaded_module(value: object) -> object:
    known = isinstance(value, str) and _MODULE.fullmatch(value) and value.split(".")[0] in sys.modules
    return value if known else HIDDEN


FIELDS: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(("conversation", "effect", "event_id", "handoff", "blob", "helper"), _opaque_id),
    **dict.fromkeys(("channel", "part", "status", "reason", "mode", "risk", "signal"), _known_word),
    **dict.fromkeys(
        ("count", "size", "tries", "rows", "problems", "port", "http", "seconds", "ms", "hours"), _small_number
    ),
    "error": _fault,
    "library": _loaded_module,
}


def only_declared(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The one gate: nothing passes that is not a field of FIELDS in its shape."""
    name = event.pop("event", "")
    fault = _exception_of(event.pop("exc_info", None))
    line: dict[str, Any] = {"event": name if isinstance(name, str) and EVENT_NAME.fullmatch(name) else UNNAMED}
    if fault is not None:
        event.setdefault("error", fault)
    for field, value in event.items():
        if field in FIELDS:
            line[field] = FIELDS[field](value)
    return line


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Sends every log of this process, ours and the libraries', through the gate to `stream` (standard error)."""
    lowest = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            only_declared,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.LogfmtRenderer(key_order=["at", "level", "event"], bool_as_flag=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=partial(_Lines, stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    _silence_libraries()
    sys.excepthook = lambda _kind, error, _trace: _crashed(error)
    threading.excepthook = lambda crash: _crashed(crash.exc_value)
    sys.unraisablehook = lambda crash: _crashed(crash.exc_value)


def on_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """For `loop.set_exception_handler`: asyncio's own would print the exception and the task with its arguments."""
    _crashed(context.get("exception"))


class _Lines:
    """A line that cannot be written (the log lies on the same full disk, its reader has gone) is lost, and that is all:
    what was about to be done for a person must not fail because of it.
    """

    def __init__(self, stream: TextIO, *_of: object) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = msg


class _WithoutWords(logging.Handler):
    """A library's record becomes its logger's name, its level, and the class of its exception."""

    def emit(self, record: logging.LogRecord) -> None:
        library = "warnings" if record.name == "py.warnings" else record.name
        structlog.get_logger().log(
            record.levelno, "library_warned", library=library, error=_exception_of(record.exc_info) or HIDDEN
        )


def _silence_libraries() -> None:
    root = logging.getLogger()
    root.handlers[:] = [_WithoutWords()]
    root.setLevel(logging.WARNING)
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.NOTSET)
    # A handler that fails would print the record it failed on, with its arguments.
    logging.raiseExceptions = False
    logging.captureWarnings(True)


def _exception_of(info: object) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple) and len(info) == 3:
        return info[1] if isinstance(info[1], BaseException) else None
    return sys.exc_info()[1] if info else None


def _crashed(error: BaseException | None) -> None:
    if not isinstance(error, KeyboardInterrupt):
        structlog.get_logger().error("unexpected_fault", error=error or HIDDEN)
