"""The process in which files of strangers are decoded: no network, no keys, no files, little memory, little time.

It is started with an empty environment, loads its decoders, cuts itself off, and then only forks: one short-lived
process for each file, which reads the bytes from one pipe, writes the result to another and cannot open anything. What
one file does to its process, the next file never meets.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any, Final

from bot import decoding_chat, decoding_picture

MEMORY: Final = 512 * 1024 * 1024
CPU_SECONDS: Final = 10
WALL_SECONDS: Final = 15
LARGEST_INPUT: Final = 20 * 1024 * 1024 + 1
CHAT: Final = "application/zip"
ON_PAPER: Final = "on-paper "
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _DUMPABLE = 38, 4


def main() -> None:
    """Serves until the program at the other end of the socket, the descriptor named as the argument, has gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    decoding_picture.prepare()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cut_off()
    # What is loaded by now is shared with every process that is forked, and never looked at by a collection.
    gc.freeze()
    gc.disable()
    control.send(b"ready")
    while True:
        order, pipes, _, _ = socket.recv_fds(control, 64, 2)
        if not order:
            return
        if os.fork() == 0:
            _serve(order.decode("ascii"), *pipes)
        for pipe in pipes:
            os.close(pipe)


def cut_off() -> None:
    """An empty network where the system lets us have one, and never again more rights than now. Where it does not, no
    socket can be opened all the same: a process that decodes may open nothing at all.
    """
    system = ctypes.CDLL(None)
    system.unshare(_NEW_USER | _NEW_NET)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    system.prctl(_DUMPABLE, 0, 0, 0, 0)


def _serve(mime: str, source: int, result: int) -> None:
    """One file. Ends the process, whatever happens."""
    with suppress(BaseException):
        os.dup2(source, 0)
        os.dup2(result, 1)
        os.closerange(3, 1024)
        _limit()
        told, body = _decoded(mime, _read_all())
        told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told["seconds"] = time.process_time()
        told["size"] = len(body)
        _write_all(json.dumps(told).encode() + b"\n" + body)
    os._exit(0)


def _limit() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(WALL_SECONDS)
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        # Three are open; there is no fourth for a file or a socket.
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(limit, (most, most))


def _decoded(mime: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        if mime == CHAT:
            return {}, decoding_chat.chat_text(data).encode("utf-8", "replace")
        if mime.startswith(ON_PAPER):
            return {}, decoding_picture.on_paper(data, mime.removeprefix(ON_PAPER))
        return decoding_picture.look(data, mime)
    except (decoding_picture.TooBig, MemoryError):
        return {"fault": "too_big"}, b""
    except Exception:  # noqa: BLE001 - whatever a hostile file brings about, the answer is the same
        return {"fault": "unreadable"}, b""


def _read_all() -> bytes:
    parts = []
    size = 0
    while size < LARGEST_INPUT and (part := os.read(0, 1 << 20)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _write_all(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


if __name__ == "__main__":
    main()
