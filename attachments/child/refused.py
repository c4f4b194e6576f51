"""Why a file is not taken. The words for people stand in `attachments/looking.py`."""


class Refused(Exception):
    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


UNKNOWN, HEIC, OLD, LOCKED, MACROS, RUNS, PIXELS, GROWS, BROKEN = (
    "unknown", "heic", "old", "locked", "macros", "runs", "pixels", "grows", "broken",
)  # fmt: skip
