"""Names planted in every way that hypothesis can write them, from the sheet to the paper: nothing of them leaves the office."""

import re
import unicodedata
from itertools import cycle

import pytest
from hypothesis import Phase, given, settings

from casework.services import relative_save
from conferences import services
from conferences.codes import Basis
from conferences.masking import Identity, Name, Who
from conferences.sheets import masked_of, sheet_of, table_of
from privacy import context
from tests.conferences.test_masking_planted import AROUND, written
from tests.conferences.test_papers import make, opened, papers, planned
from tests.documents.reading import everything, text
from tests.factories.casework import details, make_case, make_place
from tests.factories.conferences import add, invite, make_conference

pytestmark = pytest.mark.django_db
SUBJECT, SON, CAME = Name("髙橋", "祐子", "たかはし", "ゆうこ"), Name("渡邊", "健二郎", "", ""), Name("山﨑", "惠美子", "", "")
OTHER = Name("齋藤", "弘之", "さいとう", "ひろゆき")
MANY = 30


def written_ways(name, many=MANY) -> list[str]:
    """The same ones each time."""
    found = []
    person = Identity("one", Who.SUBJECT, "", "1", (name,))

    @settings(max_examples=many, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(written(person))
    def gather(planted):
        # No paper is set with what the font cannot show.
        found.append(re.sub("[\u200b\u2060]", "", planted))

    gather()
    return list(dict.fromkeys(found))


def plain(said: str) -> str:
    """Of one width, without what stands between."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", said) if sign.isalnum())


def bare(planted: str) -> str:
    """Without さん; of initials with it, since a letter alone is no name."""
    name = re.sub("(さん|様|さま|君|ちゃん|氏|殿)$", "", planted)
    return plain(name) if len(plain(name)) > 1 else plain(planted)


def of_name(name) -> dict:
    return {
        "family_name": name.family,
        "given_name": name.given,
        "family_kana": name.family_kana,
        "given_kana": name.given_kana,
    }


@pytest.fixture
def item(cast, areas):
    meeting = make_conference(cast.coordinator, areas.council, basis=Basis.ANONYMISED, chair=cast.manager)
    invite(cast.coordinator, meeting, name="林田 由紀")
    cases = [
        make_case(
            cast.coordinator, areas.dai, new_subject=details(make_place(areas.dai), **of_name(name)),
            consulter={"name": f"{CAME.family} {CAME.given}", "phone": "0436-00-2210", "relation": "民生委員"},
        )
        for name in (SUBJECT, OTHER)
    ]  # fmt: skip
    with context.on_behalf_of(cast.coordinator):
        relative_save(cases[0].subject, actor=cast.coordinator, relation="長男", name=f"{SON.family} {SON.given}")
    first, _second = (add(cast.coordinator, meeting, case) for case in cases)
    return first


def test_nothing_planted_is_left_in_any_layer_of_a_paper_without_names(cast, item):
    user, ways = cast.coordinator, [*written_ways(SUBJECT), *written_ways(OTHER)]
    ways += [way for name in (SON, CAME) for way in (f"{name.family}さん", f"{name.family} {name.given}", f"{name.given}様")]
    said = "\n".join(f"{before}{way}{after}" for way, (before, after) in zip(ways, cycle(AROUND), strict=False))
    with context.on_behalf_of(user):
        services.sheet_take(item, actor=user)
        services.sheet_write(item, actor=user, texts={"facts": said}, on={"facts"})
        assert len(planned(user, item.conference).held) == 2, "what nobody settled stops the paper"
        settled_by_hand(user, item)
    make(user, item.conference)
    made = papers(item.conference)
    staff, outside = (opened(user, made[number]) for number in (1, 2))
    there, left = plain(text(staff)), plain(text(outside))
    for way in ways:
        assert bare(way) in there, f"the control: {way!r} can be found"
        assert bare(way) not in left, way
    for name in (SUBJECT, OTHER, SON, CAME):
        for planted in filter(None, (name.family, name.given, name.family_kana)):
            packed = (planted.encode(), planted.encode("utf-16-be"), planted.encode("utf-16-be").hex().upper().encode())
            assert not any(one in everything(outside) for one in packed), planted


def settled_by_hand(user, item) -> None:
    """Each place that the rule leaves open, replaced, until none is."""
    services.sheet_mask(item, actor=user, texts={}, institutions=True, districts=True)
    while True:
        sheet = sheet_of(item, user, "item.prepare")
        blocks = [one for one in masked_of(item, sheet, table_of(item, sheet, user)) if one.open]
        if not blocks:
            return
        texts = {one.source.key: replaced(one) for one in blocks}
        services.sheet_mask(item, actor=user, texts=texts, institutions=True, districts=True)


def replaced(one) -> str:
    said = one.text
    for found in sorted(one.open, key=lambda found: -found.start):
        said = f"{said[: found.start]}〔略〕{said[found.end :]}"
    return said
