"""The promises that a ledger is taken over or back, kept as whoever gave them."""

from moving import services
from moving.models import Move
from privacy import context
from privacy.outbox import handler


@handler("moving.take")
def take(*, move) -> None:
    if found := Move.objects.select_related("council").filter(pk=move).first():
        services.move_take(found, actor=context.current().user)


@handler("moving.return")
def give_back(*, move) -> None:
    if found := Move.objects.select_related("council").filter(pk=move).first():
        services.move_return(found, actor=context.current().user)
