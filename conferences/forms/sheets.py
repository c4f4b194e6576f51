"""Writing a case sheet: its blocks with a switch each, its version without names, and one place in it that somebody settles."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.services.sheets import KEEP, LONGEST, REPLACE
from ui.fields import LongText, ShortText


class SheetForm(forms.Form):
    """`blocks`: as the sheet keeps them."""

    def __init__(self, *args, blocks, **kwargs):
        self.blocks = blocks
        initial = {f"use-{block['key']}": block["on"] for block in blocks}
        initial |= {f"text-{block['key']}": block["text"] for block in blocks}
        kwargs["initial"] = {**initial, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for block in blocks:
            self.fields[f"use-{block['key']}"] = forms.BooleanField(
                label=_("Put %(part)s onto the sheet") % {"part": block["title"]}, required=False
            )
            self.fields[f"text-{block['key']}"] = LongText(label=block["title"], limit=LONGEST, rows=_height(block["text"]))

    @property
    def rows(self):
        """(block with the day of its source, its switch, its text), as the page shows them."""
        return [
            (block | {"day": _day(block["date"])}, self[f"use-{block['key']}"], self[f"text-{block['key']}"])
            for block in self.blocks
        ]

    def written(self) -> dict:
        texts = {block["key"]: _lines(self.cleaned_data[f"text-{block['key']}"]) for block in self.blocks}
        return {"texts": texts, "on": {block["key"] for block in self.blocks if self.cleaned_data[f"use-{block['key']}"]}}


class MaskedForm(forms.Form):
    """`masked`: what `sheets.masked_of` makes."""

    institutions = forms.BooleanField(label=gettext_lazy("Names of agencies stay"), required=False)
    districts = forms.BooleanField(
        label=gettext_lazy("The school district stays"), required=False,
        help_text=gettext_lazy("Only where it tells nobody who it is, together with the age and what is told."),
    )  # fmt: skip

    def __init__(self, *args, masked, **kwargs):
        self.masked = masked
        kwargs["initial"] = {f"text-{one.source.key}": one.text for one in masked} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for one in masked:
            self.fields[f"text-{one.source.key}"] = LongText(label=one.source.title, limit=LONGEST, rows=_height(one.text))

    @property
    def rows(self):
        return [(one, self[f"text-{one.source.key}"]) for one in self.masked]

    def written(self) -> dict:
        texts = {one.source.key: _lines(self.cleaned_data[f"text-{one.source.key}"]) for one in self.masked}
        return {"texts": texts, "institutions": self.cleaned_data["institutions"], "districts": self.cleaned_data["districts"]}


class SettleForm(forms.Form):
    key = ShortText(limit=40, required=True, widget=forms.HiddenInput)
    mark = ShortText(limit=64, required=True, widget=forms.HiddenInput)
    how = forms.ChoiceField(choices=[(REPLACE, ""), (KEEP, "")], widget=forms.HiddenInput)
    instead = ShortText(label=gettext_lazy("What stands there instead"), limit=60)
    because = ShortText(label=gettext_lazy("Why it can stay"), limit=90)
    alike = forms.BooleanField(label=gettext_lazy("Everywhere in this sheet"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == KEEP and not (cleaned.get("because") or "").strip():
            self.add_error("because", _("Write why it can stay."))
        return cleaned


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _lines(text: str) -> str:
    """As the record breaks them: what a browser sends differs from it in nothing else."""
    return text.replace("\r\n", "\n")


def _height(text: str) -> int:
    return min(10, 2 + len(text) // 60 + text.count("\n"))
