"""The doors of one visitor as table rows, written directly: three hundred of them through a template take longer than all queries."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ui.chips import chip, picture_of


class Drawing:
    """What is the same in every row, made once. `back`: the filters that a moved door comes back to, as a query string."""

    def __init__(self, *, may_write: bool, back: str):
        self.may_write, self.back = may_write, escape(back)
        self.done, self.due, self.last = (escape(words) for words in (_("Done / planned"), _("Due"), _("Last visit")))
        self.up, self.down, self.move = (escape(words) for words in (_("Up"), _("Down"), _("Move")))
        self.icons = {name: picture_of(name) for name in ("up", "down", "arrow")}
        self.missing = " " + chip(_("Not yet confirmed safe"), kind="bad", icon="siren")
        self.paused = " " + chip(_("Paused"), kind="off", icon="clock")

    def rows(self, column) -> SafeString:
        return mark_safe("".join(self._row(row, column.may_walk) for row in column.rows))  # noqa: S308  (escaped piece by piece below)

    def _row(self, row, may_walk) -> str:
        """`due` and `last` are safe already; everything that somebody typed is escaped here."""
        name = escape(row.name)
        part = f' <span class="tag">{escape(row.part)}</span>' if row.part else ""
        acts = self._acts(row, name, may_walk) if self.may_write else ""
        marks = (self.missing if row.is_missing else "") + (self.paused if row.paused else "")
        tally = row.tally
        counts = f"<b>{tally.done}</b> / {tally.planned}" + (f" ＋{tally.extra}" if tally.extra else "")
        return (
            f'<tr><td class="num watch-no">{row.position}</td>'
            f'<td class="full"><div><a class="name" href="{row.url}">{name}</a>{part}{marks}<br>'
            f'<span class="s muted">{escape(row.area)} ・ {escape(row.rhythm)}</span></div></td>'
            f'<td data-label="{self.done}" class="nw num{" bad" if row.is_waiting else ""}"><div>{counts}</div></td>'
            f'<td data-label="{self.due}" class="due nw{" bad" if row.is_late else ""}">{row.due}</td>'
            f'<td data-label="{self.last}" class="nw"><div>{row.last}</div></td>{acts}</tr>\n'
        )

    def _acts(self, row, name, may_walk) -> str:
        walk = ""
        if may_walk:
            walk = self._step(row, "up", self.up, name, row.is_first) + self._step(row, "down", self.down, name, row.is_last)
        link = f'<a class="btn btn--s" href="{row.move_url}{self.back}">{self.icons["arrow"]}{self.move}</a>'
        return f'<td class="watch-acts"><div class="row">{walk}{link}</div></td>'

    def _step(self, row, to, words, name, at_end) -> str:
        return (
            f'<button class="btn btn--icon" name="to" value="{to}" id="{to}-{row.assignment}" '
            f'formaction="{row.move_url}{self.back}" aria-label="{words}: {name}"{" disabled" if at_end else ""}>'
            f"{self.icons[to]}</button>"
        )
