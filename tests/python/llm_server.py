"""A local server that speaks the protocol of large models, with every fault that one may have."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LlmServer:
    """answer(system, question) gives a text; vector(text) a list of numbers.

    faults: what the next requests meet instead: a status, a number of seconds to hang, or a body.
    requests: (path, body as read, moment) of all that came.
    """

    def __init__(self, answer=lambda system, question: "{}", vector=lambda text: [1.0, 0.0]):
        self.answer, self.vector = answer, vector
        self.faults: list = []
        self.requests: list[tuple[str, dict, float]] = []
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["content-length"])
                body = json.loads(self.rfile.read(length))
                with server._lock:
                    server.requests.append((self.path, body, time.monotonic()))
                    fault = server.faults.pop(0) if server.faults else None
                if isinstance(fault, float):
                    time.sleep(fault)
                if isinstance(fault, int):
                    headers = {"retry-after": "0"} if fault == 429 else {}
                    return self.reply(fault, json.dumps({"error": {"message": str(body)}}), headers)
                if isinstance(fault, str):
                    return self.reply(200, fault)
                self.reply(200, json.dumps(server.body(self.path, body)))

            def reply(self, status: int, text: str, headers=None):
                content = text.encode()
                try:
                    self.send_response(status)
                    headers = {"content-type": "application/json", **(headers or {})}
                    for name, value in {**headers, "content-length": str(len(content))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(content)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client has hung up

            def log_message(self, *_):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def body(self, path: str, asked: dict) -> dict:
        """What a server without faults answers."""
        if path.endswith("/embeddings"):
            rows = [
                {"object": "embedding", "index": place, "embedding": self.vector(text)}
                for place, text in enumerate(asked["input"])
            ]
            # the protocol promises an index, not an order
            return {"object": "list", "model": asked["model"], "data": rows[::-1]}
        system, question = (message["content"] for message in asked["messages"])
        message = {"role": "assistant", "content": self.answer(system, question)}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": asked["model"],
            "choices": [choice],
        }

    @property
    def texts(self) -> list[str]:
        """Everything that was sent, a text for each request."""
        return [json.dumps(body, ensure_ascii=False) for _, body, _ in self.requests]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving(models: dict[str, str], **replies):
    """An LlmServer that the environment names, with its models, as {"MODEL": "small"}."""
    server = LlmServer(**replies)
    names = {"BASE_URL": server.url, "API_KEY": "planted-key", **models}
    os.environ.update({f"KINDRED_LLM_{name}": value for name, value in names.items()})
    yield server
    for name in names:
        del os.environ[f"KINDRED_LLM_{name}"]
    server.close()
