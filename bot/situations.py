"""What the world looks like at the moment of a turn, from the settings and the presence of helpers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rota import next_shift
from bot.settings import Settings
from bot.turns import Look
from conversations.situation import Kept, Operator, Situation
from storage import helpers
from storage.transaction import Transaction


def operator_of(settings: Settings) -> Operator:
    return Operator(
        mode=settings.mode,
        name=settings.operator_name,
        contact=settings.operator_contact,
        retention_days=settings.retention_days,
    )


def look_by(settings: Settings) -> Look:
    """The function the service calls inside the transaction of each turn."""
    operator, rota, zone = operator_of(settings), settings.rota, ZoneInfo(settings.rota_time_zone)

    def look(tx: Transaction, kept: Kept, now: datetime) -> Situation:
        return Situation(
            on_shift=helpers.anyone_present(tx, now),
            next_shift=next_shift(rota, zone, now),
            operator=operator,
            kept=kept,
        )

    return look
