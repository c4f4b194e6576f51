"""`{% load ui %}`: every tag that pages share, each from the file of its subject."""

from django import template

from ui import chips, dates, form_tags, phone_tags

register = template.Library()
for part in (chips, dates, form_tags, phone_tags):
    register.tags.update(part.register.tags)
