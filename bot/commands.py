"""The commands of the menu, the same on every messenger. Names and descriptions give nothing away on a lent phone."""

import re

MENU = ("numeros", "relais", "donnees", "notes", "stop", "effacer")

_TYPED = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)

# `/equipe CODE`, by which a helper links an account; anything else behind it is a person's own words.
TEAM = "equipe"
_CODE = re.compile(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}")


def team_code(text: str) -> str:
    """The one-time code of a helper, empty for any other message."""
    name, rest = typed_command(text) or ("", "")
    return rest.lower() if name == TEAM and _CODE.fullmatch(rest.lower()) else ""


def typed_command(text: str) -> tuple[str, str] | None:
    """(name in lowercase, the rest) of a message that is a command and nothing else; None for any other."""
    found = _TYPED.fullmatch(text)
    return (found[1].lower(), (found[2] or "").strip()) if found else None
