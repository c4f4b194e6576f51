"""Which forms were sent and saved, so that one that is sent again is not saved again."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Sent(models.Model):
    """A form was saved. `key` is made of its own key and its address; `digest` tells whether other words come under it; `answer` is
    where its sender was led."""

    key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    answer = models.CharField(max_length=400)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="ui_sent_once")]
        indexes = [models.Index(fields=["at"], name="ui_sent_at")]

    def __str__(self) -> str:
        return str(self.key)
