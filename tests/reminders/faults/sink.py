"""A fast mail server that keeps what it took, raw and with its time, and misbehaves as a script says.

The script is asked at each phase: `script(recipient, phase, number)`, where `number` counts the times that this
recipient came to this phase. It answers "" to go on as a server should, or one of:

    451 4.7.1 wait      any answer of three figures, instead of the good one
    close               take what came and close the line without an answer
    mute                take what came and never answer
    drip                take what came and answer a byte now and then, never to the end
    late 0.5            answer well, after so many seconds; `late 0.5 451 4.7.1 wait` gives that answer then

The phases are connect, rcpt, data and dot; the recipient of connect is "".
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

Script = Callable[[str, str, int], str]
GOOD = {"connect": "220 sink", "rcpt": "250 ok", "data": "354 go on", "dot": "250 taken"}
_BUSY = re.compile(rb"<([^>]*)>")


@dataclass(frozen=True)
class Arrival:
    """One copy of a mail as it came: when (time.time), from and to whom, and its bytes."""

    at: float
    sender: str
    recipient: str
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The bytes, parsed."""
        parsed = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        """The Message-ID."""
        found = re.search(rb"(?im)^Message-ID:\s*(\S+)", self.data)
        return found[1].decode() if found else ""

    @property
    def text(self) -> str:
        """The plain text part."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""


def well(recipient: str, phase: str, number: int) -> str:
    """A server that takes everything."""
    return ""


@dataclass
class _Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str = ""
    recipient: str = ""


@dataclass
class Sink:
    """The server, in a thread of its own; `log` is everything that it took, `lines` how often it was connected to."""

    script: Script = well
    drip_seconds: float = 0.2
    log: list[Arrival] = field(default_factory=list)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: int = 0
    most_lines: int = 0
    port: int = 0
    _open: int = 0

    def start(self) -> Sink:
        """Listen on a free port of the loopback address."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def stop(self) -> None:
        """Close every line and end."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def forget(self) -> None:
        """Begin anew, as a server that takes everything."""
        self.script = well
        self.log.clear()
        self.seen.clear()
        self.lines = self.most_lines = 0

    async def _main(self, ready: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port or None, backlog=200)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._end.wait()
        server.close()
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.lines, self._open = self.lines + 1, self._open + 1
        self.most_lines = max(self.most_lines, self._open)
        try:
            await self._talk(_Line(reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            pass
        finally:
            self._open -= 1
            self._tasks.discard(task)
            writer.transport.abort()

    async def _talk(self, line: _Line) -> None:
        if not await self._answer(line, "connect"):
            return
        while command := await line.reader.readline():
            verb = command[:4].upper()
            if verb == b"MAIL":
                line.sender = _address(command)
                self._say(line, "250 ok")
            elif verb == b"RCPT":
                line.recipient = _address(command)
                if not await self._answer(line, "rcpt"):
                    return
            elif verb == b"DATA":
                if not await self._data(line):
                    return
            elif verb == b"QUIT":
                self._say(line, "221 bye")
                return
            else:
                self._say(line, "250 sink")

    async def _data(self, line: _Line) -> bool:
        word = self._ask(line, "data")
        if word and word[0] in "45":
            self._say(line, word)
            return True
        if not await self._do(line, word, "data"):
            return False
        data = await line.reader.readuntil(b"\r\n.\r\n")
        word = self._ask(line, "dot")
        if word and word[0] in "45":
            self._say(line, word)
            return True
        raw = re.sub(rb"(?m)^\.\.", b".", data[:-3])
        self.log.append(Arrival(time.time(), line.sender, line.recipient, raw))
        return await self._do(line, word, "dot")

    async def _answer(self, line: _Line, phase: str) -> bool:
        word = self._ask(line, phase)
        if word and word[0] in "245":
            self._say(line, word)
            return True
        return await self._do(line, word, phase)

    def _ask(self, line: _Line, phase: str) -> str:
        recipient = "" if phase == "connect" else line.recipient
        self.seen[recipient, phase] += 1
        return self.script(recipient, phase, self.seen[recipient, phase])

    async def _do(self, line: _Line, word: str, phase: str) -> bool:
        """Answer well, late, or not at all; False where the line is over."""
        if word == "close":
            return False
        if word == "mute":
            await line.reader.read()  # until the other side gives up
            return False
        if word == "drip":
            while True:
                line.writer.write(b"2")
                await line.writer.drain()
                await asyncio.sleep(self.drip_seconds)
        answer = GOOD[phase]
        if word.startswith("late "):
            _late, seconds, *other = word.split(" ", 2)
            await asyncio.sleep(float(seconds))
            answer = other[0] if other else answer
        self._say(line, answer)
        return True

    def _say(self, line: _Line, answer: str) -> None:
        line.writer.write(f"{answer}\r\n".encode())


def _address(command: bytes) -> str:
    found = _BUSY.search(command)
    return found[1].decode() if found else ""
