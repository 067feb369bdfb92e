"""The shortest way from a command to its first answer."""

import gc
import os
import sys
from typing import Final

YOUNG: Final = 20_000


def start_lightly() -> None:
    """Before anything is imported: leave out what is loaded for nothing.

    The log and the HTTP client load rich and pygments wherever they are installed (the linters bring them), for colours
    that are never shown here; pydantic searches every installed package for plugins, and there are none. What is loaded
    now stays, so that collecting garbage meanwhile finds nothing: `keep_what_is_loaded` turns that on.
    """
    for colours in ("rich", "pygments"):
        sys.modules.setdefault(colours, None)  # type: ignore[arg-type]
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()


def keep_what_is_loaded() -> None:
    """What is loaded by now stays for good: no collection has to look at it again. What a message needs goes by itself,
    some hundreds of small objects each: looking for rings among them is worth while after dozens of messages, not two.
    """
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.enable()
