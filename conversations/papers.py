"""What is made for a person when they ask for it, never by itself and only after they chose (SAF-20)."""

from conversations.draft import Draft
from conversations.effects import MakeDossier
from conversations.events import Way


def dossier_here(draft: Draft) -> None:
    _make_dossier(draft, "here")


def dossier_by_code(draft: Draft) -> None:
    _make_dossier(draft, "code")


def _make_dossier(draft: Draft, way: Way) -> None:
    """For the reader that was chosen; a school sees pictures only where nobody else is on them."""
    profile = draft.value("dossier_for") or "complete"
    pictures = profile != "school" or draft.value("dossier_others") == "no"
    fields = {"profile": profile, "pictures": pictures, "way": way}
    draft.effects.append(MakeDossier.model_validate({"id": draft.next_id(), **fields}))
