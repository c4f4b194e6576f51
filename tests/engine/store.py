"""moto's S3 with a disk that can be full. `PUT /_room?BYTES` says how much goes in yet; what does not is answered as MinIO answers it."""

import sys

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

FULL = b"<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold.</Message></Error>"


class Disk:
    def __init__(self, store):
        self.store, self.room = store, float("inf")

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if environ["PATH_INFO"] == "/_room":
            self.room = float(environ["QUERY_STRING"])
            start_response("204 No Content", [])
            return []
        if environ["REQUEST_METHOD"] == "PUT":
            if length > self.room:
                environ["wsgi.input"].read(length)
                start_response("507 Insufficient Storage", [("Content-Length", str(len(FULL)))])
                return [FULL]
            self.room -= length
        return self.store(environ, start_response)


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), Disk(DomainDispatcherApplication(create_backend_app)), threaded=True)
