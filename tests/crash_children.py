"""Children that are killed on purpose, made by forking so that hundreds of them cost seconds.

Run as a program it reads lines `{"scene", "folder", "kill_at"}` and answers each with `{"status", "lines"}`: the scene
was played in a fork that killed itself with signal 9 before the `kill_at`-th line of our own code was executed (0:
never), counted over the event loop and every thread.
"""

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parent.parent
WATCHED = {
    "evidence": (
        "bot/evidence_intake.py",
        "bot/fetching.py",
        "storage/blobs.py",
        "storage/evidence.py",
        "storage/custody.py",
    ),
    "chat": ("bot/lane.py", "bot/outcomes.py", "bot/dispatch.py"),
}


class Killer:
    """Counts the lines executed in the watched files; the one that comes to `kill_at` is never executed."""

    def __init__(self, files: tuple[str, ...], kill_at: int) -> None:
        self._files = {str(ROOT / name) for name in files}
        self._kill_at = kill_at
        self._count = itertools.count(1)
        self.lines = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename not in self._files:
            return None
        return self._line

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self.lines = next(self._count)
            if self.lines == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line

    def watch(self) -> None:
        threading.settrace(self)
        sys.settrace(self)


class Launcher:
    """The program of this file, as the test uses it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def play(self, scene: str, folder: Path, kill_at: int = 0) -> tuple[int, int]:
        """Exit status (-9 where it was killed) and the number of lines executed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(
            json.dumps({"scene": scene, "folder": str(folder), "kill_at": kill_at}),
            file=self._process.stdin,
            flush=True,
        )
        answer = json.loads(self._process.stdout.readline())
        return answer["status"], answer["lines"]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


@contextmanager
def launcher() -> Iterator[Launcher]:
    made = Launcher()
    try:
        yield made
    finally:
        made.close()


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    import crash_scenes

    for line in sys.stdin:
        order = json.loads(line)
        receiving, telling = os.pipe()
        child = os.fork()
        if child == 0:
            killer = Killer(WATCHED[order["scene"]], order["kill_at"])
            asyncio.run(crash_scenes.SCENES[order["scene"]](Path(order["folder"]), killer.watch))
            os.write(telling, str(killer.lines).encode())
            os._exit(0)
        os.close(telling)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        lines = int(os.read(receiving, 20) or b"0")
        os.close(receiving)
        print(json.dumps({"status": status, "lines": lines}), flush=True)


if __name__ == "__main__":
    main()
