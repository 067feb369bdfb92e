"""Codes that people type: short enough to copy by hand, too many to guess, forgiving about how they are typed."""

import secrets
from typing import Final

# No I, L, O, U: nothing that can be misread. 32 letters, 5 bits each; 10 of them make 50 bits.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 10
MISREAD: Final = str.maketrans("ILO", "110")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def shown(code: str) -> str:
    """`ABCDE-FGHJK`, as it is given."""
    return f"{code[:5]}-{code[5:]}"


def tidy(typed: str) -> str:
    """A code as it was given, however it was typed."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return letters.translate(MISREAD)[: CODE_LENGTH + 1]
