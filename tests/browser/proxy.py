"""The way between a tablet and its server, which can fail as networks do."""

import socket
import threading

END = b"\r\n\r\n"


class Way:
    """`mode`: "open", "away" (nobody answers), "500", or "drop": the server gets the request, commits, and its answer is lost.

    `changed(path, answer)` may change what came; `refused`: a path that answers 500. `passed`: (mode, method, path) of each request that came so far.
    """

    def __init__(self, port: int):
        self.upstream, self.mode, self.passed = port, "open", []
        self.changed, self.refused = (lambda path, answer: answer), None
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def set(self, mode: str) -> None:
        """Connections that are open meanwhile end, as when somebody walks out of the house."""
        self.mode = mode
        if mode == "away":
            for connection in list(self.connections):
                connection.close()

    def close(self) -> None:
        self.socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection) -> None:
        self.connections.add(connection)
        try:
            while self.mode != "away" and (request := _read(connection)):
                method, path = request.split(b" ", 2)[:2]
                mode = self.mode
                self.passed.append((mode, method.decode(), path.decode()))
                if mode == "500" or path.decode() == self.refused:
                    connection.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
                    continue
                answer = self.changed(path.decode(), self._answer(request))
                if mode == "drop" or self.mode == "away":
                    return
                connection.sendall(answer)
        except OSError:
            pass
        finally:
            self.connections.discard(connection)
            connection.close()

    def _answer(self, request) -> bytes:
        """Whole, with its length, so that the tablet's connection can stay open."""
        head, body = request.split(END, 1)
        with socket.create_connection(("127.0.0.1", self.upstream), 60) as server:
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
            server.sendall(b"\r\n".join([*lines, b"Connection: close"]) + END + body)
            answer = b"".join(iter(lambda: server.recv(65536), b""))
        head, body = answer.split(END, 1)
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        if not any(line.lower().startswith((b"content-length:", b"transfer-encoding:")) for line in kept):
            kept.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join(kept) + END + body


def _read(connection) -> bytes:
    """One request, or nothing at the end."""
    data = b""
    while END not in data:
        if not (more := connection.recv(65536)):
            return b""
        data += more
    head, body = data.split(END, 1)
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        if not (more := connection.recv(65536)):
            return b""
        body += more
    return head + END + body
