"""What the papers of a meeting say, as plain data in Japanese: of the meeting itself, and of each item apart, for its own dossier."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import override

from conferences.codes import Answer, Host, Purpose
from conferences.models import Attendee, Conference, Item
from conferences.papers import Plan, Reader
from conferences.sheets import QUESTION, Text
from conferences.titles import title_of
from ui.dates import day_text

CALENDAR = "wareki"
NONE = "―"
ELSEWHERE = "（別紙）"
UNSEEN = "ほかの議題　資料なし"


@dataclass(frozen=True)
class Words:
    """`parts`: [(item, what is said of it)], in the order of the paper."""

    meeting: dict
    parts: list[tuple[Item, dict]] = field(default_factory=list)

    @property
    def whole(self) -> dict:
        return {**self.meeting, "items": [said for _item, said in self.parts]}


def reader_words(plan: Plan, reader: Reader) -> Words:
    """The papers of one reader: the agenda, who takes part, and the sheets they may see."""
    with override("ja"):
        lines, parts = _lines(plan, reader.seen, with_sheets=True)
        meeting = _meeting(plan, ["agenda", "people", "sheets"], lines) | {
            "n": reader.n, "of": len(plan.readers), "reader": reader.attendee.shown_name, "collected": True,
        }  # fmt: skip
        return Words(meeting, parts)


def agenda_words(plan: Plan) -> Words:
    """The agenda alone, for the office to edit. It names whom everybody at the table may know by name."""
    with override("ja"):
        seen = {
            item.pk: Answer.MASKED if item.pk in plan.hidden else Answer.REAL for item in plan.items if item.pk not in plan.held
        }
        lines, parts = _lines(plan, seen, with_sheets=False)
        return Words(_meeting(plan, ["agenda"], lines), parts)


def people_words(plan: Plan) -> Words:
    with override("ja"):
        return Words(_meeting(plan, ["people"], []) | {"collected": True})


def letter_words(plan: Plan, attendees: list[Attendee], *, sender: str, answer_by: str) -> Words:
    """開催通知・出席依頼: one letter each, in the chair's name, with a part to send back."""
    with override("ja"):
        letters = [{"name": one.shown_name, "organisation": one.shown_organisation} for one in attendees]
        chair = plan.conference.chair.display_name if plan.conference.chair_id else sender
        return Words(_meeting(plan, ["letters"], []) | {"letters": letters, "sender": chair, "answer_by": answer_by})


def record_words(plan: Plan, items: list[tuple[Item, dict]], section: str) -> Words:
    """議事録 and 決定事項一覧. `items`: [(item, {"text", "decisions", "actions", …})], with the real names, for the staff. Present is who
    came, and nobody else."""
    with override("ja"):
        came, absent = (
            [_person(one.attendee, plan.conference) for one in plan.readers if bool(one.attendee.came) is there]
            for there in (True, False)
        )
        parts = [(item, _head(plan, item, Answer.REAL) | said) for item, said in items]
        return Words(_meeting(plan, [section], []) | {"collected": True, "attendees": came, "absent": absent}, parts)


def _meeting(plan: Plan, sections: list[str], lines: list[dict]) -> dict:
    conference = plan.conference
    ours = conference.host == Host.OURS
    return {
        "sections": sections, "title": title_of(conference), "kind": str(conference.get_kind_display()),
        "host": conference.council.name if ours else str(conference.get_host_display()),
        "when": f"{day_text(conference.date, 'week', CALENDAR)}{_clock(conference.begins)}～{_clock(conference.ends)}",
        "place": conference.place, "lines": lines, "attendees": [_person(reader.attendee, conference) for reader in plan.readers], "absent": [],
        "n": 0, "of": 0, "reader": "", "collected": False, "letters": [], "sender": "", "answer_by": "",
    }  # fmt: skip


def _person(attendee: Attendee, conference: Conference) -> dict:
    leads = conference.chair_id is not None and attendee.user_id == conference.chair_id
    role = attendee.role or ("進行" if leads else "")
    return {"name": attendee.shown_name, "organisation": attendee.shown_organisation, "role": role}


def _lines(plan: Plan, seen: dict, *, with_sheets: bool) -> tuple[list[dict], list[tuple[Item, dict]]]:
    """The table of the agenda, in which a line of an item that this reader may see only points to its part. Of what they do not see
    they learn how long it takes: no number tells that it is a case, nor the how-manieth."""
    conference = plan.conference
    clock = datetime.combine(conference.date, conference.begins)
    lines: list[dict] = []
    parts: list[tuple[Item, dict]] = []
    cases = sheets = 0
    items = {item.pk: item for item in plan.items}

    def line(minutes, **said):
        nonlocal clock
        lines.append(
            {"time": clock.strftime("%-H:%M"), "minutes": minutes, "part": None, "words": "", "who": NONE, "sheet": NONE} | said
        )
        clock += timedelta(minutes=minutes)

    line(conference.opening, words="開会、秘密を守ることの確認" if conference.speaks_of_cases else "開会")
    if conference.review:
        line(conference.review, words="前回の決定の進み")
    for pk, minutes in plan.order:
        item = items.get(pk)
        if item is not None and item.case_id is None:
            line(item.minutes, words=f"議題{ELSEWHERE}" if pk in plan.held else item.title, who=_presenter(item))
            continue
        if item is None or pk not in seen:
            line(minutes, words=UNSEEN)
            continue
        cases += 1
        has_sheet = with_sheets and (pk, seen[pk] == Answer.MASKED) in plan.texts
        sheets += has_sheet
        line(item.minutes, part=len(parts), who=_presenter(item), sheet=str(sheets) if has_sheet else NONE)
        parts.append((item, _part(plan, item, seen[pk], cases, sheets if has_sheet else 0)))
    line(conference.closing, words="次回の日程、資料の回収" if conference.speaks_of_cases else "次回の日程、閉会")
    return lines, parts


def _part(plan: Plan, item: Item, answer: str, number: int, sheet: int) -> dict:
    masked = answer == Answer.MASKED
    said = _head(plan, item, answer) | {"number": number, "sheet": sheet, "blocks": []}
    if sheet:
        said["blocks"] = [_block(text) for text in plan.texts[item.pk, masked] if text.key != QUESTION]
    return said


def _block(text: Text) -> dict:
    return {"title": text.title, "text": text.text, "date": day_text(text.day, "", CALENDAR) if text.day else ""}


def _head(plan: Plan, item: Item, answer: str) -> dict:
    masked = answer == Answer.MASKED
    return {
        "called": _called(plan, item, answer), "masked": masked, "purpose": str(Purpose(item.purpose).label),
        "question": _question(plan, item, masked), "presenter": _presenter(item),
    }  # fmt: skip


def _called(plan: Plan, item: Item, answer: str) -> str:
    if item.case_id is None:
        return item.title
    name = plan.names.get(item.pk, "")
    return f"{name}さん（{item.letter}さん）" if answer == Answer.REAL and name else f"{item.letter}さん"


def _question(plan: Plan, item: Item, masked: bool) -> str:
    """For those who may not know the name only what was written for them: the question as it is typed may hold it. Where nobody is
    given a sheet without the name, nothing was written."""
    if not masked or item.case_id is None or not item.question.strip():
        return item.question
    written = plan.texts.get((item.pk, True))
    return ELSEWHERE if written is None else next((text.text for text in written if text.key == QUESTION), "")


def _presenter(item: Item) -> str:
    return item.presenter.shown_name if item.presenter_id else NONE


def _clock(time) -> str:
    return f"{time.hour}時{time.minute:02d}分"
