"""Files that somebody sends stay in memory: Django would write the larger ones into a folder of the machine, in clear.

So their size is bounded here, before a form sees them. Of a file that is too large nothing is kept but its size.
"""

import io

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# Bytes of one file, and of all that come with one form.
LARGEST, TOGETHER = 20_000_000, 32_000_000


class Handler(FileUploadHandler):
    """One for each request, asked about each file in turn."""

    def __init__(self, request=None):
        super().__init__(request)
        self.all = self.size = 0
        self.kept = io.BytesIO()

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.size, self.kept = 0, io.BytesIO()

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        self.all += len(raw_data)
        if self.size > LARGEST or self.all > TOGETHER:
            self.kept = io.BytesIO()
        else:
            self.kept.write(raw_data)

    def file_complete(self, file_size):
        whole = self.kept.getbuffer().nbytes == self.size
        if not whole:
            self.kept = io.BytesIO()
        self.kept.seek(0)
        file = InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, self.size, self.charset, self.content_type_extra
        )
        file.whole = whole
        return file
