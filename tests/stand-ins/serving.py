"""What both stand-ins share: an HTTP server on a free port of loopback that keeps a log, and does on purpose what
networks do by accident.

Tests share a server and run side by side, so everything is kept by *world*: an AWS account, or a repository.

    GET    /_log?for=WORLD                 every request so far
    GET    /_faults?for=WORLD              what is scripted, and how often each was met
    POST   /_faults   {"for": WORLD, ...}  scripts one
    DELETE /_faults?for=WORLD              forgets all; answers that are held go out
    GET    /_held?for=WORLD&seconds=S      waits until an answer is held, at most S seconds

A scripted fault is met by the Nth request from now that matches:

    match   members of the log's record and a regular expression for each, all of them whole; nothing matches everything
    nth     1 is the next request that matches (the default); `times` says how many in a row (1)
    do      refuse  answer with `status`, `headers` and what else the stand-in understands, and do nothing
            before  drop the connection and do nothing
            after   do what was asked, then drop the connection
            hold    do what was asked, then keep the answer back, so that a test can kill who asked
"""

import json
import os
import re
import socket
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST_HOLD = 120.0


class Exchange:
    """One request."""

    def __init__(self, method, target, headers, body):
        parts = urlsplit(target)
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.path = unquote(parts.path)
        self.query_string = parts.query
        self.query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}

    def json(self):
        return json.loads(self.body or b"{}")


class Answer(NamedTuple):
    status: int
    body: bytes = b""
    headers: tuple = ()

    @staticmethod
    def json(value, status=200, headers=()):
        return Answer(status, json.dumps(value, default=str).encode(), (("Content-Type", "application/json"), *headers))


class Fault:
    def __init__(self, script):
        self.script = script
        self.match = {name: re.compile(text) for name, text in script.get("match", {}).items()}
        self.first = script.get("nth", 1)
        self.last = self.first + script.get("times", 1) - 1
        self.seen = 0
        self.held = threading.Event()
        self.released = threading.Event()

    def meets(self, record):
        """Whether this request is the one. Counts it if it matches."""
        if not all(pattern.fullmatch(str(record.get(name))) for name, pattern in self.match.items()):
            return False
        self.seen += 1
        return self.first <= self.seen <= self.last

    def told(self):
        return {**self.script, "seen": self.seen, "met": max(0, min(self.seen, self.last) - self.first + 1), "held": self.held.is_set()}


class World:
    def __init__(self):
        self.log = []
        self.faults = []


class Stand:
    """A stand-in says what a request is and how it is answered."""

    def __init__(self):
        self.lock = threading.RLock()
        self.something_held = threading.Condition(self.lock)
        self.worlds = {}

    def world_of(self, exchange):
        raise NotImplementedError

    def describe(self, exchange):
        """The record of the log: flat members that faults can match, and `problems`."""
        raise NotImplementedError

    def answer(self, exchange, record):
        raise NotImplementedError

    def refusal(self, exchange, record, script):
        raise NotImplementedError

    def control(self, exchange):
        """Paths that begin with `/_` and are not answered here."""
        return Answer.json({"message": f"there is no {exchange.path}"}, 404)

    def world(self, name):
        with self.lock:
            return self.worlds.setdefault(name, World())

    def note(self, exchange):
        """Takes a request down and says which fault it meets."""
        record = self.describe(exchange)
        world = self.world(self.world_of(exchange))
        with self.lock:
            record["n"] = len(world.log) + 1
            world.log.append(record)
            met = [fault for fault in world.faults if fault.meets(record)]
        return record, (met[0] if met else None)

    def controlled(self, exchange):
        world = self.world(exchange.query.get("for"))
        if exchange.path == "/_log":
            with self.lock:
                return Answer.json(world.log)
        if exchange.path == "/_faults" and exchange.method == "POST":
            script = exchange.json()
            with self.lock:
                self.world(script.pop("for")).faults.append(Fault(script))
            return Answer.json({})
        if exchange.path == "/_faults":
            with self.lock:
                told = [fault.told() for fault in world.faults]
                if exchange.method == "DELETE":
                    for fault in world.faults:
                        fault.released.set()
                    world.faults = []
            return Answer.json(told)
        if exchange.path == "/_held":
            with self.something_held:
                held = self.something_held.wait_for(
                    lambda: any(fault.held.is_set() for fault in world.faults), float(exchange.query.get("seconds", 10))
                )
            return Answer.json({"held": held})
        return self.control(exchange)

    def hold(self, fault):
        with self.something_held:
            fault.held.set()
            self.something_held.notify_all()
        fault.released.wait(LONGEST_HOLD)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stand = None

    def log_message(self, *_):
        pass

    def send(self, answer):
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.status != 204 and self.command != "HEAD":
            self.wfile.write(answer.body)

    def drop(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        exchange = Exchange(self.command, self.path, self.headers, self.rfile.read(length) if length else b"")
        stand = self.stand
        if exchange.path.startswith("/_"):
            return self.send(stand.controlled(exchange))
        record, fault = stand.note(exchange)
        do = fault.script["do"] if fault else None
        record["fault"] = do
        if do == "before":
            return self.drop()
        try:
            answer = stand.refusal(exchange, record, fault.script) if do == "refuse" else stand.answer(exchange, record)
        except Exception as error:
            record["problems"].append(f"the stand-in failed: {error!r}")
            traceback.print_exc()
            answer = Answer.json({"message": f"the stand-in failed: {error!r}"}, 500)
        record["status"] = answer.status
        if do == "hold":
            stand.hold(fault)
        if do == "after":
            return self.drop()
        try:
            self.send(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def bind(stand):
    """A server on a free port, not serving yet."""
    return Server(("127.0.0.1", 0), type("Bound", (Handler,), {"stand": stand}))


def serve(server):
    """Tells the port on standard output, and serves until standard input ends: it does so when the tests do."""

    def wait_for_the_end():
        while sys.stdin.buffer.read(4096):
            pass
        os._exit(0)

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    server.serve_forever()
