"""What stands in a file, and what must not: words, fonts, pages, metadata; characters that no font has; text that is no markup."""

import io
from pathlib import Path

import docx
import pytest

from documents import fonts, glyphs, typesetting
from documents.typesetting import NotMade, make_docx, make_pdf
from tests.documents.reading import everything, fonts_inside, opened, pages, text

BESIDE = Path(__file__).parent
LETTER = BESIDE / "letter.typ"
PAPER = {
    "title": "お知らせ", "number": "文2026-0007", "draft": False, "made_by": "相談 花子", "made_on": "令和8年11月27日",
    "council": "甲地区社会福祉協議会", "purpose": "確かめるため", "recipient": "", "copies": 1, "approved_by": "",
}  # fmt: skip
PLANTED = "植込 三郎"


def said(parts=("ひとこと",), name="髙﨑 𠮷子", **paper):
    return {"body": {"name": name, "parts": list(parts)}, "paper": PAPER | paper}


@pytest.fixture(params=["the machine's own", "the one installed with us"])
def each_font(request, monkeypatch):
    """A bare machine has no font; this one may have one."""
    if request.param == "the one installed with us":
        monkeypatch.setattr(typesetting, "font", fonts.installed)
        monkeypatch.setattr(glyphs, "font", fonts.installed)


@pytest.mark.usefixtures("each_font")
def test_japanese_is_in_the_text_with_its_rare_names():
    pdf = make_pdf(LETTER, said(["濵田、德永、栁、葛飾、辻。①〜②（株）"]))
    assert "髙﨑 𠮷子" in text(pdf)
    assert "濵田、德永、栁、葛飾、辻。①〜②（株）" in text(pdf).replace("\n", "")
    inside = fonts_inside(pdf)
    assert inside
    assert all(inside)


def test_each_copy_counts_its_own_pages_and_says_which_it_is():
    found = pages(make_pdf(LETTER, said(["長い話。" * 600], copies=2)))
    feet = [(f"{page} / 2 ページ", f"2 部のうち {copy} 部目") for copy in (1, 2) for page in (1, 2)]
    assert [all(words in page for words in foot) for page, foot in zip(found, feet, strict=True)] == [True] * 4
    assert all("文2026-0007" in page and "取扱注意" in page and "目的 確かめるため" in page for page in found)


def test_a_draft_says_so():
    assert "下書き" in text(make_pdf(LETTER, said(draft=True)))
    assert "下書き" not in text(make_pdf(LETTER, said()))


def test_who_is_left_out_stands_nowhere_in_the_file():
    """With a control: the same search finds the name where it was written."""
    for name, times in ((PLANTED, True), ("髙﨑 𠮷子", False)):
        pdf = make_pdf(LETTER, said(name=name))
        forms = [PLANTED.encode(code) for code in ("utf-8", "utf-16-be", "cp932")]
        assert (PLANTED in text(pdf)) is times
        assert any("お知らせ".encode(code) in everything(pdf) for code in ("utf-8", "utf-16-be")), "the control of the streams"
        if not times:
            assert not any(form in everything(pdf) for form in forms)


def test_the_metadata_names_nobody():
    found = opened(make_pdf(LETTER, said(name=PLANTED)))
    about = found.metadata
    assert about["/Title"] == "お知らせ"
    assert "/Author" not in about
    xmp = found.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "お知らせ" in xmp
    assert PLANTED not in xmp + repr(about)
    assert "相談 花子" not in xmp + repr(about)


def test_what_somebody_wrote_is_never_markup():
    typed = '#read("/etc/passwd") $x^2$ *b* _i_ = 見出し // 消える @a <b> \\ #sys.inputs'
    assert typed in text(make_pdf(LETTER, said([typed]))).replace("\n", "")


def test_a_template_reads_nothing_outside_of_its_folder(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    (tmp_path / "room").mkdir()
    for path in ("../secret.txt", str(secret)):
        template = tmp_path / "room" / f"{len(path)}.typ"
        template.write_text(f'#copies[#read("{path}")]')
        with pytest.raises(NotMade):
            make_pdf(template, said())
    template = tmp_path / "outside.typ"
    template.write_text('#copies[#read("secret.txt")]')
    assert "秘密" in text(make_pdf(template, said())), "the control"


def test_what_cannot_be_made_says_where_and_nothing_of_the_data(tmp_path):
    template = tmp_path / "broken.typ"
    template.write_text("#copies[\n#body.name.of\n]")
    with pytest.raises(NotMade) as error:
        make_pdf(template, said(name=PLANTED))
    assert str(error.value) == "broken.typ: line 2"
    assert error.value.__cause__ is None


def test_a_character_that_the_font_lacks_is_never_printed_as_a_box():
    """The second net: whoever forgets to ask before is refused by the standard of the file."""
    with pytest.raises(NotMade):
        make_pdf(LETTER, said(["ありがとう😀"]))


@pytest.mark.usefixtures("each_font")
@pytest.mark.parametrize(
    ("data", "character", "field"),
    [
        ({"parts": [{"text": "よい"}, {"text": "ありがとう😀。"}]}, "😀", "parts.1.text"),
        ({"name": "𠮷󠇯"}, "𠮷\U000e01ef", "name"),
        ({"name": "辻\ufe0f"}, "辻\ufe0f", "name"),
        ({"purpose": "\ue000"}, "\ue000", "purpose"),
    ],
)
def test_what_cannot_be_printed_is_named_with_its_field(data, character, field):
    with pytest.raises(glyphs.MissingGlyph) as error:
        glyphs.check(data, {"parts": "理由", "name": "氏名", "purpose": "目的"})
    assert (error.value.character, error.value.field) == (character, field)
    (sentence,) = error.value.messages
    assert {"parts": "理由", "name": "氏名", "purpose": "目的"}[field.partition(".")[0]] in sentence
    assert f"U+{ord(character[-1]):04X}" in sentence


@pytest.mark.usefixtures("each_font")
def test_what_can_be_printed_is_no_error():
    glyphs.check({"name": "髙﨑 𠮷田 濵 德 栁 葛城", "lines": ["一行目\n二行目\tここ", 3, None, True]}, {})


def test_a_chosen_shape_is_printed_where_the_font_has_it_and_named_where_it_has_not():
    """葛󠄀 with the selector of its old shape."""
    chosen = "葛\U000e0100"
    for shown in (fonts.font(), fonts.installed()):
        has_it = (ord("葛"), 0xE0100) in shown.sequences
        assert glyphs.missing(chosen, shown) == ("" if has_it else chosen)
    assert glyphs.missing(chosen, fonts.installed()) == chosen, "the one on a bare machine has none of them"


def make_template(folder) -> Path:
    made = docx.Document()
    made.core_properties.author = "雛形 作子"
    made.add_paragraph("{{ body.name }} 様")
    made.add_paragraph("{% for part in body.parts %}{{ part }}{% endfor %}")
    made.save(folder / "letter.docx")
    return folder / "letter.docx"


def test_word_gets_the_same_data_as_text(tmp_path):
    typed = "A & B <w:p>{{ body.name }}</w:p>"
    made = docx.Document(io.BytesIO(make_docx(make_template(tmp_path), said([typed]))))
    assert [paragraph.text for paragraph in made.paragraphs] == ["髙﨑 𠮷子 様", typed]
    assert (made.core_properties.author, made.core_properties.last_modified_by) == ("", "")


def test_word_refuses_a_template_that_asks_for_what_is_not_there(tmp_path):
    with pytest.raises(NotMade):
        make_docx(make_template(tmp_path), {"body": {"parts": []}})
