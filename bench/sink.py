"""`python -m bench.sink [SECONDS]`: a mail server that takes everything and counts; it prints its port, then listens.

SECONDS is how long it takes over each answer, as a server elsewhere would. A line "count" on standard input is answered
with how many mails have come.
"""

from __future__ import annotations

import asyncio
import sys


class Line(asyncio.Protocol):
    """One connection. What comes is cut into commands, or, after DATA, into a mail."""

    taken = 0
    late = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.got, self.in_data = transport, b"", False
        self.say(b"220 sink\r\n")

    def say(self, answer: bytes) -> None:
        """Answer, at once or late."""
        if self.late:
            asyncio.get_running_loop().call_later(self.late, self.transport.write, answer)
        else:
            self.transport.write(answer)

    def data_received(self, data: bytes) -> None:
        """Take what came as far as it is whole."""
        self.got += data
        while True:
            end = b"\r\n.\r\n" if self.in_data else b"\r\n"
            head, found, rest = self.got.partition(end)
            if not found:
                return
            self.got = rest
            self._take(head)

    def _take(self, head: bytes) -> None:
        if self.in_data:
            self.in_data = False
            Line.taken += 1
            self.say(b"250 taken\r\n")
        elif head[:4].upper() == b"DATA":
            self.in_data = True
            self.say(b"354 go on\r\n")
        elif head[:4].upper() == b"QUIT":
            self.say(b"221 bye\r\n")
            self.transport.close()
        else:
            self.say(b"250 ok\r\n")


async def main(late: float) -> None:
    """Listen until standard input ends."""
    Line.late = late
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Line, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(Line.taken, flush=True)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0))
