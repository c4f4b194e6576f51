"""What came of the items of a meeting: minutes with their corrections, decisions, and who does what. As words for a paper."""

from django.utils import timezone
from django.utils.translation import override

from conferences.models import ActionItem, Decision, Item, Minutes, MinutesCorrection
from ui.dates import day_text

CALENDAR = "wareki"


def record_of(user, items: list[Item]) -> list[tuple[Item, dict]]:
    """[(item, {"text", "approved", "corrections", "decisions", "actions"})], as far as this reader may read each."""
    written = {
        one.item_id: one for one in Minutes.objects.visible_to(user).filter(item__in=items).select_related("approved_by")
    }
    corrections = _by(
        MinutesCorrection.objects.visible_to(user).filter(minutes__item__in=items).select_related("author", "minutes"),
        lambda one: one.minutes.item_id,
    )
    decisions = _by(Decision.objects.visible_to(user).standing().filter(item__in=items), lambda one: one.item_id)
    actions = _by(
        ActionItem.objects.visible_to(user).filter(item__in=items, removed_at=None).select_related("owner"),
        lambda one: one.item_id,
    )
    with override("ja"):
        return [
            (
                item,
                {
                    **_minutes(written.get(item.pk)),
                    "corrections": [_correction(one) for one in corrections.get(item.pk, ())],
                    "decisions": [
                        {"kind": str(one.get_kind_display()), "text": one.text} for one in decisions.get(item.pk, ())
                    ],
                    "actions": [_action(one) for one in actions.get(item.pk, ())],
                },
            )
            for item in items
        ]


def _by(rows, key) -> dict:
    found: dict = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _minutes(minutes: Minutes | None) -> dict:
    if minutes is None:
        return {"text": "（議事録はまだありません）", "approved": ""}
    approved = "（承認前）"
    if minutes.locked_at:
        approved = f"承認　{minutes.approved_by.display_name}　{_day(minutes.locked_at)}"
    return {"text": minutes.text, "approved": approved}


def _correction(one: MinutesCorrection) -> dict:
    return {"date": _day(one.at), "author": one.author.display_name, "text": one.text}


def _action(one: ActionItem) -> dict:
    who = one.owner.display_name if one.owner_id else one.outsider
    done = f"{day_text(one.done_date, '', CALENDAR)} 済" if one.done_date else ""
    return {"who": who, "what": one.what, "until": day_text(one.until_date, "", CALENDAR), "done": done}


def _day(moment) -> str:
    return day_text(timezone.localdate(moment), "", CALENDAR)
