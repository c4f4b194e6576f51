"""`{% load ui %}`: every tag that pages share, each from the file of its subject."""

from django import template

from ui import chips, dates, form_tags, telephones

register = template.Library()
for part in (chips, dates, form_tags, telephones):
    register.tags.update(part.register.tags)
