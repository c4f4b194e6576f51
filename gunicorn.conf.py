"""Read by gunicorn wherever it is started in this folder."""

from gunicorn.glogging import Logger

from config.logs import Formatter


class QuietLogger(Logger):
    """A request that cannot be read is told without its first line, which holds the address."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Formatter())

    def warning(self, msg, *args, **kwargs):
        super().warning(msg.split(": ")[0] if msg.startswith("Invalid request") else msg, *args, **kwargs)


logger_class = QuietLogger
# No access log is written unless somebody asks for one. The path of a one-time link is secret even then.
access_log_format = "%(t)s %(m)s %(s)s %(b)s %(M)s ms"
