"""Writing the letter to an agency: what stands in the record is offered part by part, and nothing goes along that is not ticked."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.codes import Content
from japan.phones import dialled
from referrals.parts import Part
from ui.fields import GuessingForm, LongText, PhoneField, ShortText, WrittenDateField

SAID = ("subject", "reason", "wished", "answer_date", "phone", "must_not")
KINDS = [choice for choice in Content.choices if choice[0] != Content.EXISTENCE]
MUST_NOT = gettext_lazy(
    "Use this only for the purpose named above, show it to nobody else, and destroy it when it is no longer needed."
)


class LetterForm(GuessingForm):
    """`parts`: what is offered (`pages/letter_parts.py`). Each has a tick, its words, and of a note the kind of content that it is."""

    subject = ShortText(label=gettext_lazy("Subject of the letter"), limit=100, required=True)
    reason = LongText(label=gettext_lazy("Why we turn to you"), limit=2000, rows=3, required=True)
    wished = LongText(label=gettext_lazy("What we ask you for"), limit=1000, rows=2)
    answer_date = WrittenDateField(label=gettext_lazy("Answer wished by"), assume="future")
    phone = PhoneField(label=gettext_lazy("Our telephone"))
    must_not = LongText(label=gettext_lazy("What must not be done with it"), limit=500, rows=2, initial=MUST_NOT)

    def __init__(self, *args, parts: list[Part], chosen=(), **kwargs):
        self.parts = parts
        saved = {part["key"]: part for part in chosen}
        kwargs["initial"] = {**_initial(parts, saved), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for part in parts:
            self.fields[f"use-{part.key}"] = forms.BooleanField(label=part.title, required=False)
            self.fields[f"text-{part.key}"] = LongText(
                label=_("%(part)s, as it goes into the letter") % {"part": part.title}, limit=4000, rows=_height(part.text)
            )
            if part.is_note:
                self.fields[f"kind-{part.key}"] = forms.ChoiceField(
                    label=_("What kind of matter this is"), choices=KINDS, required=False
                )

    @property
    def rows(self):
        """(part, its tick, its words, its kind or None), as the page shows them."""
        return [(part, self[f"use-{part.key}"], self[f"text-{part.key}"], self._kind_field(part)) for part in self.parts]

    def clean(self):
        cleaned = super().clean()
        used = [part for part in self.parts if cleaned.get(f"use-{part.key}")]
        for part in used:
            if not (cleaned.get(f"text-{part.key}") or "").strip() and f"text-{part.key}" not in self.errors:
                self.add_error(f"text-{part.key}", _("Write what is to be told, or take the tick away."))
        if not used:
            raise ValidationError(_("Nothing is chosen yet: tick what the letter is to tell."), code="empty")
        return cleaned

    def chosen(self) -> list[dict]:
        """The ticked parts in the letter's order, as the letter keeps them."""
        cleaned = self.cleaned_data
        ticked = [part for part in self.parts if cleaned.get(f"use-{part.key}")]
        return [_part(part, cleaned.get(f"text-{part.key}") or "", cleaned.get(f"kind-{part.key}")) for part in ticked]

    def letter(self) -> dict:
        """What the letter keeps of this form."""
        return {name: self.cleaned_data[name] for name in SAID} | {"parts": self.chosen()}

    def as_it_stands(self) -> dict:
        """For the preview: what is typed by now, or what the empty form shows."""
        if not self.is_bound:
            said = {name: self.get_initial_for_field(self.fields[name], name) or "" for name in SAID}
            return said | {"answer_date": said["answer_date"] or None, "parts": self._begun()}
        if not hasattr(self, "cleaned_data"):
            # It came back with its errors, or as a draft was left: read anew.
            again = LetterForm(data=self.data, parts=self.parts)
            again.is_valid()
            return again.as_it_stands()
        cleaned = self.cleaned_data
        said = {name: cleaned.get(name) or "" for name in SAID}
        return said | {"answer_date": cleaned.get("answer_date"), "parts": self.chosen()}

    def _begun(self) -> list[dict]:
        ticked = [part for part in self.parts if self.initial.get(f"use-{part.key}")]
        return [_part(part, self.initial[f"text-{part.key}"], self.initial[f"kind-{part.key}"]) for part in ticked]

    def _kind_field(self, part):
        return self[f"kind-{part.key}"] if part.is_note else None


class FaxForm(forms.Form):
    """The number as it is read off the paper, twice; and both must be the agency's."""

    number = PhoneField(label=gettext_lazy("FAX number"), required=True)
    again = PhoneField(label=gettext_lazy("The same number once more"), required=True)

    def __init__(self, *args, agency, **kwargs):
        super().__init__(*args, **kwargs)
        self.agency = agency

    def clean(self):
        cleaned = super().clean()
        number, again = cleaned.get("number"), cleaned.get("again")
        if number and again and dialled(number) != dialled(again):
            self.add_error("again", _("The two numbers differ. Read both once more, digit by digit."))
        elif number and not (self.agency and self.agency.fax):
            self.add_error(
                "number", _("The directory has no FAX number of this agency: enter it there first, so that it can be compared.")
            )
        elif number and dialled(number) != dialled(self.agency.fax):
            self.add_error("number", _("This is not the number that the directory has for this agency. Nothing was made."))
        return cleaned


def _part(part: Part, text: str, kind: str | None) -> dict:
    edited = bool(part.text) and text.strip() != part.text.strip()
    return {"key": part.key, "content": str(kind or part.content), "title": part.title, "text": text, "edited": edited}


def _initial(parts, saved) -> dict:
    found = {}
    for part in parts:
        kept = saved.get(part.key)
        found[f"use-{part.key}"] = kept is not None
        found[f"text-{part.key}"] = kept["text"] if kept else part.text
        found[f"kind-{part.key}"] = kept["content"] if kept else part.content
    return found


def _height(text: str) -> int:
    return min(8, 1 + len(text) // 60 + text.count("\n"))
