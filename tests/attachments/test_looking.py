"""What is taken, and what is refused for which reason: a file is what stands in it, and nothing in it grows or runs."""

import io
import resource
import subprocess
import sys
import tracemalloc

import pytest
from PIL import Image

from attachments.child import refused
from attachments.codes import Kind
from attachments.looking import CHILD, EMPTY, LARGE, LARGEST, REFUSED, Unfit, look
from tests.attachments import files
from tests.attachments.files import link, office, packed, pdf, photograph

TAKEN = {
    "a photograph": (photograph(), Kind.IMAGE),
    "a screenshot": (photograph(kind="PNG"), Kind.IMAGE),
    "a WebP": (photograph(kind="WEBP"), Kind.IMAGE),
    "a PDF": (pdf(packed(b"BT (Ueki) Tj ET")), Kind.PDF),
    "a PDF with packed objects": (pdf(packed(b"4 0 << /Type /Font >>", b"/Type /ObjStm")), Kind.PDF),
    "Word": (office(), Kind.WORD),
    "Excel": (office(files.EXCEL, {"xl/printerSettings1.bin": b"\0\0"}), Kind.EXCEL),
    "PowerPoint with a chart": (office(files.POWERPOINT, {"ppt/embeddings/chart.xlsx": office(files.EXCEL)}), Kind.POWERPOINT),
    "Word with a link to read": (office(links=link("hyperlink", "https://www.example.jp/")), Kind.WORD),
    "Word of the office's own form": (office(links=link("attachedTemplate", "file:///C:/forms/letter.dotx")), Kind.WORD),
}
HOSTILE = {
    "nothing": (b"", EMPTY),
    "larger than allowed": (bytes(LARGEST + 1), LARGE),
    "a program": (b"MZ\x90\0" + bytes(500), refused.UNKNOWN),
    "a page of the web": (b"<!DOCTYPE html><script>alert(1)</script>", refused.UNKNOWN),
    "a drawing that can run": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', refused.UNKNOWN),
    "a text that calls itself a picture": (b"GIF89a" + bytes(50), refused.UNKNOWN),
    "a HEIC": (b"\0\0\0\x18ftypheic" + bytes(50), refused.HEIC),
    "half a photograph": (photograph()[:200], refused.BROKEN),
    "a head of a JPEG before something else": (b"\xff\xd8\xff\xe0" + b"<script>" * 9, refused.BROKEN),
    "a huge picture": (files.wide_png(60_000, 60_000), refused.PIXELS),
    "a picture just too large": (files.wide_png(10_000, 6_001), refused.PIXELS),
    "an old Word": (files.OLE, refused.OLD),
    "an Excel with a password": (files.OLE + "EncryptedPackage".encode("utf-16-le"), refused.LOCKED),
    "a ZIP": (office("application/zip"), refused.UNKNOWN),
    "two kinds in one": (office(f'{files.WORD}"/><Override PartName="/x" ContentType="{files.EXCEL}'), refused.BROKEN),
    "a ZIP bomb": (office(parts={f"media/{n}.png": bytes(60_000_000) for n in range(4)}), refused.GROWS),
    "thousands of parts": (office(parts={f"media/{n}.txt": b"" for n in range(5_001)}), refused.GROWS),
    "a package in a package in a package": (office(parts={"a.xlsx": office(parts={"b.xlsx": office()})}), refused.GROWS),
    "entities": (office(main=files.ENTITIES), refused.GROWS),
    "a part that is no XML": (office(main="<main>"), refused.BROKEN),
    "a name that leads out": (office(parts={"../../etc/passwd": b""}), refused.BROKEN),
    "a name from the root": (office(parts={"/etc/passwd": b""}), refused.BROKEN),
    "a name of a drive": (office(parts={"C:evil.txt": b""}), refused.BROKEN),
    "the same name twice": (office(parts={"MAIN.xml": b"<other/>"}), refused.BROKEN),
    "something behind its end": (office() + b"<script>", refused.BROKEN),
    "something in its comment": (office(comment=b"<script>alert(1)</script>" * 9), refused.BROKEN),
    "a locked part": (files.said_locked(office()), refused.LOCKED),
    "a docm": (office("application/vnd.ms-word.document.macroEnabled.main+xml"), refused.MACROS),
    "macros in a docx": (office(parts={"word/vbaProject.bin": b"\0"}), refused.MACROS),
    "an old macro sheet": (office(files.EXCEL, {"xl/macrosheets/sheet1.xml": b"<x/>"}), refused.MACROS),
    "a macro in what is embedded": (office(parts={"word/embeddings/x.xlsm": office(files.EXCEL)}), refused.MACROS),
    "a program in a Word": (office(parts={"word/media/image1.png": b"MZ\x90\0"}), refused.RUNS),
    "an old document in a Word": (office(parts={"word/embeddings/x.bin": files.OLE}), refused.RUNS),
    "a control": (office(parts={"word/activeX/activeX1.xml": b"<x/>"}), refused.RUNS),
    "a template from elsewhere": (office(links=link("attachedTemplate", "https://evil.example/x.dotm")), refused.RUNS),
    "an object from another machine": (office(links=link("oleObject", r"\\evil\x")), refused.RUNS),
    "a template from a machine of the network": (office(links=link("attachedTemplate", "file://evil/x.dotm")), refused.RUNS),
    "a template behind three strokes": (office(links=link("attachedTemplate", r"file:///\\evil\x.dotm")), refused.RUNS),
    "a template behind mixed strokes": (office(links=link("attachedTemplate", r"\/evil/x.dotm")), refused.RUNS),
    "a template by another protocol": (office(links=link("attachedTemplate", "mk:@MSITStore:x")), refused.RUNS),
    "a picture that tells who opens it": (office(links=link("image", "https://evil.example/seen.png")), refused.RUNS),
    "a film from elsewhere": (office(links=link("video", "https://evil.example/x.mp4")), refused.RUNS),
    "an add-in from the web": (office(parts={"word/webextensions/webextension1.xml": b"<x/>"}), refused.RUNS),
    "another document that is read in": (office(links=link("aFChunk", "part.rtf")), refused.RUNS),
    "another document in it that is read in": (
        office(links=link("aFChunk", "part.rtf").replace(' TargetMode="External"', ""), parts={"part.rtf": b"{\\rtf1}"}), refused.RUNS,
    ),
    "a PDF that runs": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), refused.RUNS),
    "a PDF that hides that": (pdf(b"<< /S /J#61va#53cript /JS (app.alert(1)) >>"), refused.RUNS),
    "a PDF that packs that": (pdf(packed(b"4 0 << /S /JavaScript >>", b"/Type /ObjStm")), refused.RUNS),
    "a PDF that packs it twice": (pdf(packed(b"x", b"/Type /Obj#53tm /DecodeParms << >>")), refused.BROKEN),
    "a PDF that packs it behind a long head": (pdf(packed(b"x", b"/Type /ObjStm /DecodeParms << >>" + b" " * 3_000)), refused.BROKEN),
    "a PDF that packs it behind a word": (pdf(packed(b"x", b"/Type /ObjStm /DecodeParms << >> /X (1 obj)")), refused.BROKEN),
    "a PDF whose form runs": (pdf(b"<< /Fields [] /XFA 5 0 R >>"), refused.RUNS),
    "a PDF whose film runs": (pdf(b"<< /S /Rendition /OP 0 /JS (app.alert(1)) >>"), refused.RUNS),
    "a PDF that starts a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), refused.RUNS),
    "a PDF that carries a file": (pdf(b"<< /Type /EmbeddedFile >>"), refused.RUNS),
    "a PDF with a password": (pdf(trailer=b"/Encrypt 9 0 R"), refused.LOCKED),
    "a PDF that grows": (pdf(*[packed(bytes(4_000_000)) for _n in range(101)]), refused.GROWS),
    "half a PDF": (pdf()[:60], refused.BROKEN),
    "a PDF that is a ZIP too": (pdf(tail=office() + b"%%EOF\nstartxref"), refused.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize("case", TAKEN)
def test_what_people_have_is_taken_for_what_it_is(case):
    data, kind = TAKEN[case]
    looked = look(data)
    assert looked.kind == kind
    assert (looked.data == data) is (kind != Kind.IMAGE)


@pytest.mark.parametrize("case", HOSTILE)
def test_what_means_harm_is_refused_and_says_why(case):
    data, why = HOSTILE[case]
    with pytest.raises(Unfit) as refusal:
        look(data)
    assert refusal.value.why == why
    assert refusal.value.words == str(REFUSED[why])


def test_a_photograph_is_turned_upright_and_forgets_where_it_was_taken():
    came = photograph((60, 40), turned=True)
    assert b"UEKI" in came
    kept = look(came).data
    assert b"UEKI" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == ("JPEG", (40, 60))
        assert not image.getexif()
        assert {"exif", "comment", "icc_profile"} & set(image.info) == set()
        # What lay left lies above.
        (_red, above, _blue), (_, below, _) = image.getpixel((20, 5)), image.getpixel((20, 55))
        assert (above < 60, below > 200) == (True, True)


def test_what_could_be_seen_through_is_white_and_a_large_one_is_made_smaller():
    made = io.BytesIO()
    Image.new("RGBA", (5_000, 50), (0, 0, 0, 0)).save(made, "PNG")
    with Image.open(io.BytesIO(look(made.getvalue()).data)) as image:
        assert image.size == (4_000, 40)
        assert image.getpixel((10, 10)) == (255, 255, 255)


def test_hostile_files_cost_the_web_server_no_memory():
    """What they would grow to is 3.6 GB and 240 MB."""
    for case in ("a huge picture", "a ZIP bomb", "a PDF that grows"):
        data = HOSTILE[case][0]
        tracemalloc.start()
        with pytest.raises(Unfit):
            look(data)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 2_000_000


def test_the_process_that_looks_has_little_memory_and_no_environment():
    probe = (
        f"import runpy, resource, os, sys\nsys.argv = ['x']\ntry: runpy.run_path({str(CHILD)!r}, run_name='__main__')\nfinally: "
        "sys.stderr.write(f'{resource.getrlimit(resource.RLIMIT_AS)[0]} {resource.getrlimit(resource.RLIMIT_FSIZE)[0]}')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", probe], input=b"x", capture_output=True, env={}, check=False)
    assert done.stderr.split()[-2:] == [str(768 * 1024 * 1024).encode(), b"0"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 0


def test_one_of_which_the_looking_process_dies_is_refused(monkeypatch, tmp_path):
    dies = tmp_path / "dies.py"
    dies.write_text("import os, sys\nsys.stdin.buffer.read()\nos.kill(os.getpid(), 9)")
    monkeypatch.setattr("attachments.looking.CHILD", dies)
    with pytest.raises(Unfit) as refusal:
        look(photograph())
    assert refusal.value.why == refused.GROWS


def test_the_process_that_looks_is_given_nothing_but_the_file(monkeypatch, tmp_path):
    tells = tmp_path / "tells.py"
    tells.write_text(
        "import json, os\nprint(json.dumps({'kind': 'pdf'}))\nprint(sorted(set(os.environ) - {'LC_CTYPE'}), os.getcwd(), end='')"
    )
    monkeypatch.setattr("attachments.looking.CHILD", tells)
    monkeypatch.setenv("YORISOI_KEY_FIELDS", "secret")
    assert look(photograph()).data == b"[] /"
