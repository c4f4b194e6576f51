"""How forms are drawn: the browser remembers nothing that is typed, and a field looks the same everywhere."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Puts `autocomplete="off"` on every widget, hidden ones too: browsers keep what was typed into the others on disk."""

    def render(self, template_name, context, request=None):
        widget = context.get("widget")
        if widget is not None:
            widget.setdefault("attrs", {})["autocomplete"] = "off"
        return super().render(template_name, context, request)
