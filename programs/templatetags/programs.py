"""Bars and small charts as SVG from the server: the same picture on screen, on paper and under the strict policy."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from japan import fiscal
from programs.forms.counting import WEEKDAYS, WEEKS

register = template.Library()
WIDTH, HEIGHT, STEP = 144, 24, 12
# The large chart, in its own units: where the bars stand, how far apart and how wide.
TOP, FOOT, LEFT, PITCH, BAR = 28, 200, 4, 40, 26
PATTERNS = [
    mark_safe(drawing)  # noqa: S308  (written here)
    for drawing in (
        "", '<path class="stroke" d="M0 8 8 0"/>', '<path class="stroke" d="M0 0 8 8"/>', '<circle class="dot" cx="4" cy="4" r="1.5"/>',
        '<path class="stroke" d="M0 4H8"/>', '<path class="stroke" d="M4 0V8"/>',
    )
]  # fmt: skip


@register.simple_tag
def hbar(value, wanted, share):
    """Result against target, with a line at today's share of the planned time; of an average there is none."""
    done = min(100.0, 100.0 * float(value) / float(wanted)) if wanted else 0
    return format_html(
        '<svg class="hbar" width="100%" height="16" role="img" aria-label="{}">'
        '<rect class="bg" y="2" width="100%" height="12" rx="6"/>'
        '<rect class="fill" y="2" width="{}%" height="12" rx="6"/>{}</svg>',
        _("%(value)s of %(wanted)s") % {"value": value, "wanted": amount(wanted)},
        f"{done:.1f}", format_html('<line class="now" x1="{0}%" x2="{0}%" y1="0" y2="16"/>', f"{share * 100:.1f}") if share is not None else "",
    )  # fmt: skip


@register.simple_tag
def month_bars(found, most):
    """A bar for each month that has begun, from April. All on a page stand on one axis up to `most`, so that they can be compared; the
    numbers themselves stand in the programme's table."""
    numbers = [number for number in found.by_month if number is not None]
    heights = [max(1, round(number / (most or 1) * (HEIGHT - 2))) for number in numbers]
    bars = "".join(
        f'<rect class="{"fill" if number else "none"}" x="{index * STEP + 2}" y="{HEIGHT - height}" width="8" height="{height}"/>'
        for index, (number, height) in enumerate(zip(numbers, heights, strict=True))
    )
    words = ", ".join(f"{month.month}: {number}" for month, number in zip(fiscal.months(2023), numbers, strict=False))
    return _small(format_html('role="img" aria-label="{} {}"', found.indicator.label, words), bars)


@register.simple_tag
def stacked_bars(chart):
    """Twelve stacked bars, April to March. Each kind has a pattern besides its colour; the numbers stand in the table below it."""
    most = max(*chart.totals, 1)
    scale = (FOOT - TOP) / most
    bars = format_html_join("", "{}", ((_stack(index, chart, scale),) for index in range(12)))
    months = format_html_join(
        "", '<text class="mid" x="{}" y="{}">{}</text>',
        ((_middle(index), FOOT + 18, month.month) for index, month in enumerate(fiscal.months(2023))),
    )  # fmt: skip
    said = ", ".join(f"{month.month}: {total}" for month, total in zip(fiscal.months(2023), chart.totals, strict=True))
    return format_html(
        '<svg class="chart chart--stack" viewBox="0 0 {} {}" role="img" aria-labelledby="chart-title chart-desc">'
        '<title id="chart-title">{}</title><desc id="chart-desc">{} {}</desc><defs>{}</defs>'
        '<line class="top" x1="{}" x2="{}" y1="{}" y2="{}"/><line class="foot" x1="{}" x2="{}" y1="{}" y2="{}"/>{}{}</svg>',
        LEFT + 12 * PITCH, FOOT + 28, chart.title, _("By month:"), said, _patterns(len(chart.series)),
        LEFT, LEFT + 12 * PITCH, TOP, TOP, LEFT, LEFT + 12 * PITCH, FOOT, FOOT, bars, months,
    )  # fmt: skip


@register.simple_tag
def swatch(number):
    """The legend's sample of a kind, in the chart's own pattern."""
    return format_html(
        '<svg class="chart swatch" width="20" height="14" aria-hidden="true"><rect {}width="20" height="14"/></svg>',
        _look(number),
    )


def _stack(index, chart, scale):
    """From the foot up; the total stands above."""
    foot, parts = float(FOOT), []
    for number, series in enumerate(chart.series):
        height = series.by_month[index] * scale
        if height:
            parts.append((_look(number), f"{_middle(index) - BAR / 2:.1f}", f"{foot - height:.1f}", BAR, f"{height:.1f}"))
            foot -= height
    total = chart.totals[index]
    above = format_html('<text class="mid" x="{}" y="{}">{}</text>', _middle(index), f"{foot - 5:.1f}", total) if total else ""
    return format_html("{}{}", format_html_join("", '<rect {}x="{}" y="{}" width="{}" height="{}"/>', parts), above)


def _middle(index):
    return LEFT + index * PITCH + PITCH / 2


def _look(number):
    return format_html('class="kind" fill="url(#kind-{})" ', number)


def _patterns(count):
    """Plain, strokes one way, the other way, dots, level lines, hollow: told apart in black and white too."""
    drawn = format_html_join(
        "", '<pattern id="kind-{}" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="kind-{}" width="8" height="8"/>{}</pattern>',
        ((number, number, PATTERNS[number % len(PATTERNS)]) for number in range(count)),
    )  # fmt: skip
    return drawn


@register.simple_tag
def amount(number):
    """24, not 24.0."""
    return int(number) if float(number).is_integer() else number


@register.simple_tag
def words(text):
    """A definition that was marked for translation where it was written."""
    return _(text)


@register.simple_tag
def weekday_words(series):
    """第2・第4土曜日, or every Saturday."""
    day = dict(WEEKDAYS)[series.weekday]
    if not series.weeks:
        return _("every %(day)s") % {"day": day}
    weeks = dict(WEEKS)
    return _("%(weeks)s %(day)s of the month") % {"weeks": "・".join(str(weeks[week]) for week in series.weeks), "day": day}


@register.simple_tag
def months_axis():
    """The months above the bars below it, the first of each quarter."""
    words = format_html_join(
        "", '<text class="mid" x="{}" y="12">{}</text>',
        ((index * STEP + 6, month.month) for index, month in enumerate(fiscal.months(2023)) if index % 3 == 0),
    )  # fmt: skip
    return format_html(
        '<svg class="chart chart--s axis" width="{}" height="16" viewBox="0 0 {} 16" aria-hidden="true">{}</svg>',
        WIDTH,
        WIDTH,
        words,
    )


@register.simple_tag
def times_bars(line, most):
    """How often, month by month, on the page's one axis: twelve places, a bar for each month that has begun."""
    months = zip(fiscal.months(2023), line.found.times, strict=True)
    words = ", ".join(f"{month.month}: {number:g}" for month, number in months if number is not None)
    return _bars(line.found.times, most, format_html('role="img" aria-label="{} {}"', line.label, words))


@register.simple_tag
def small_bars(months, most):
    """A district's months on the scale that all of them share."""
    return _bars(months, most, mark_safe('aria-hidden="true"'))


def _bars(numbers, most, said):
    """As two paths, since a page has a hundred of them: the months with something, and those without."""
    paths = {"fill": "", "none": ""}
    for index, number in enumerate(numbers):
        if number is not None:
            height = max(1, round(number / (most or 1) * (HEIGHT - 2)))
            paths["fill" if number else "none"] += f"M{index * STEP + 2} {HEIGHT}v-{height}h8v{height}z"
    return _small(said, "".join(f'<path class="{kind}" d="{path}"/>' for kind, path in paths.items() if path))


def _small(said: SafeString, drawn: str) -> SafeString:
    """`drawn`: numbers and words of this file alone, which nobody has to escape."""
    start = f'<svg class="chart chart--s" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return mark_safe(f"{start} {said}>{drawn}</svg>")  # noqa: S308  (said is escaped)


@register.simple_tag
def two_years_bars(chart):
    """This year's months before last year's, which stand hollow behind them; the numbers stand in the table below."""
    scale, parts = (FOOT - TOP) / chart.most, []
    for index in range(12):
        before, now = chart.before[index], chart.now[index]
        if before:
            parts.append(
                (
                    "last-year",
                    f"{_middle(index) - BAR / 2 - 3:.1f}",
                    f"{FOOT - before * scale:.1f}",
                    BAR + 6,
                    f"{before * scale:.1f}",
                )
            )
        if now:
            parts.append(
                ("fill", f"{_middle(index) - BAR / 2 + 4:.1f}", f"{FOOT - now * scale:.1f}", BAR - 8, f"{now * scale:.1f}")
            )
    bars = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', parts)
    months = format_html_join(
        "", '<text class="mid" x="{}" y="{}">{}</text>',
        ((_middle(index), FOOT + 18, month.month) for index, month in enumerate(fiscal.months(2023))),
    )  # fmt: skip
    top = format_html('<text x="{}" y="{}">{}</text>', LEFT, TOP - 8, chart.most)
    return format_html(
        '<svg class="chart chart--stack" viewBox="0 0 {} {}" role="img" aria-label="{}"><line class="top" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<line class="foot" x1="{}" x2="{}" y1="{}" y2="{}"/>{}{}{}</svg>',
        LEFT + 12 * PITCH, FOOT + 28, chart.title, LEFT, LEFT + 12 * PITCH, TOP, TOP, LEFT, LEFT + 12 * PITCH, FOOT, FOOT, bars, months, top,
    )  # fmt: skip


@register.filter
def plainly(number):
    """24, 23.1, and nothing where nothing is."""
    return "" if number is None else f"{float(number):.1f}".removesuffix(".0")


@register.filter
def yen(number):
    """12,000円, and a dash where nothing is known."""
    return "–" if number is None else _("%(number)s yen") % {"number": f"{number:,}"}


@register.filter
def percent(share):
    return "" if share is None else f"{share:.0%}"


@register.simple_tag
def term_bars(chart, labels):
    """A stacked bar for each year of the term, in the patterns of the large chart; the numbers stand in the table below it."""
    most = max(sum(one.by_month[index] for one in chart.series) for index in range(len(labels))) if chart.series else 1
    pitch, bar = 12 * PITCH / max(len(labels), 1), 60
    drawn, words = [], []
    for index, label in enumerate(labels):
        foot, middle = float(FOOT), LEFT + (index + 0.5) * pitch
        for number, series in enumerate(chart.series):
            if height := series.by_month[index] * (FOOT - TOP) / (most or 1):
                drawn.append((_look(number), f"{middle - bar / 2:.1f}", f"{foot - height:.1f}", bar, f"{height:.1f}"))
                foot -= height
        words.append((f"{middle:.1f}", FOOT + 18, label))
    said = "; ".join(
        f"{label}: " + ", ".join(f"{one.label} {one.by_month[index]}" for one in chart.series)
        for index, label in enumerate(labels)
    )
    return format_html(
        '<svg class="chart chart--stack" viewBox="0 0 {} {}" role="img" aria-label="{} {}"><defs>{}</defs>'
        '<line class="foot" x1="{}" x2="{}" y1="{}" y2="{}"/>{}{}</svg>',
        LEFT + 12 * PITCH, FOOT + 28, chart.title, said, _patterns(len(chart.series)), LEFT, LEFT + 12 * PITCH, FOOT, FOOT,
        format_html_join("", '<rect {}x="{}" y="{}" width="{}" height="{}"/>', drawn),
        format_html_join("", '<text class="mid" x="{}" y="{}">{}</text>', words),
    )  # fmt: skip


@register.simple_tag
def years_bars(chart):
    """What a number came to in each year of the term, each bar with a line at what that year planned."""
    scale, pitch, half = (FOOT - TOP) / (chart.most or 1), 12 * PITCH / max(len(chart.years), 1), 30
    middles = [LEFT + (index + 0.5) * pitch for index in range(len(chart.years))]
    bars = format_html_join(
        "", '<rect class="fill" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (f"{x - half:.1f}", f"{FOOT - one.value * scale:.1f}", 2 * half, f"{one.value * scale:.1f}")
            for x, one in zip(middles, chart.years, strict=True)
            if one.value
        ),
    )  # fmt: skip
    planned = format_html_join(
        "", '<line class="wanted" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>',
        (
            (f"{x - half - 8:.1f}", f"{x + half + 8:.1f}", f"{FOOT - one.wanted * scale:.1f}")
            for x, one in zip(middles, chart.years, strict=True)
            if one.wanted
        ),
    )  # fmt: skip
    words = format_html_join(
        "", '<text class="mid" x="{}" y="{}">{}</text>',
        ((f"{x:.1f}", FOOT + 18, one.label) for x, one in zip(middles, chart.years, strict=True)),
    )  # fmt: skip
    said = ", ".join(f"{one.label}: {plainly(one.value)}" for one in chart.years)
    return format_html(
        '<svg class="chart chart--stack" viewBox="0 0 {0} {1}" role="img" aria-label="{2} {3}">'
        '<line class="foot" x1="{4}" x2="{0}" y1="{5}" y2="{5}"/>{6}{7}{8}<text x="{4}" y="{9}">{10}</text></svg>',
        LEFT + 12 * PITCH, FOOT + 28, chart.title, said, LEFT, FOOT, bars, planned, words, TOP - 8, plainly(chart.most),
    )  # fmt: skip
