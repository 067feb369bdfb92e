"""The commands of the menu, the same on every messenger. Names and descriptions give nothing away on a lent phone."""

import re

MENU = ("numeros", "relais", "donnees", "notes", "stop", "effacer")

_TYPED = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)


def typed_command(text: str) -> tuple[str, str] | None:
    """(name in lowercase, the rest) of a message that is a command and nothing else; None for any other."""
    found = _TYPED.fullmatch(text)
    return (found[1].lower(), (found[2] or "").strip()) if found else None
