"""A worker that outlives its Redis: what kombu would tell a connection that is gone, nobody needs to hear."""

from __future__ import annotations

from kombu.transport import redis


class CalmQoS(redis.QoS):  # type: ignore[misc,unused-ignore]
    """Acknowledgements of tasks that end after the connection has ended are dropped; kombu fails at them.

    The worker would die of that. A tick that is not acknowledged is given out again, and finds nothing to do.
    """

    restore_at_shutdown = False

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge, where there is still a connection."""
        if self.channel.connection is not None:
            super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Give back, where there is still a connection."""
        if self.channel.connection is not None:
            super().reject(delivery_tag, requeue)


def be_calm() -> None:
    """Let every channel to Redis that is opened from now on take the above."""
    redis.Channel.QoS = CalmQoS
