"""Reads the packs as a careful colleague would, and says what is wrong before a person reads it.

`lint` judges everything; `registry.RULES` lists the rules; `replies` judges messages of a played conversation.
"""

from conversations.lint.finding import Finding
from conversations.lint.registry import RULES, lint

__all__ = ["RULES", "Finding", "lint"]
