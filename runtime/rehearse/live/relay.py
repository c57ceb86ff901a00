"""A bad line on this machine: a detour between caller and company that passes SIP on and spoils the company's sound.

Whoever calls `address` reaches the company. Not responsible for what is changed in a message
(`runtime.rehearse.live.detour`) or done to a packet (`runtime.rehearse.live.badline`). Loopback and UDP only.
"""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import trio

from runtime.rehearse.live.badline import BadLine, Delivery
from runtime.rehearse.live.detour import detoured

HOST = "127.0.0.1"

LARGEST = 65_535
"""Bytes of a datagram (RFC 768)."""

Carry = Callable[[bytes], Delivery | None]
"""What becomes of a packet; None if it is lost."""


def _unspoilt(packet: bytes) -> Delivery:
    return Delivery(packet, 0.0)


class Relay:
    """The detour of one call to the company at `port`."""

    def __init__(self, nursery: trio.Nursery, port: int, line: BadLine) -> None:
        self._nursery = nursery
        self._company = port
        self._caller = 0
        """The caller's port, once it has said something."""
        self._line = line
        self._front, self._back = _bound(), _bound()
        self._doors: dict[int, trio.socket.SocketType] = {}
        """By the port that an end named in an SDP: the socket that stands for it at the other end."""

    @property
    def address(self) -> str:
        """`host:port` to call."""
        return f"{HOST}:{_port(self._front)}"

    async def pass_on(self) -> None:
        """Pass on what comes, until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._from_caller)
            nursery.start_soon(self._from_company)

    def close(self) -> None:
        """Free all ports."""
        for one in (self._front, self._back, *self._doors.values()):
            one.close()

    async def _from_caller(self) -> None:
        while True:
            message, (_, sender) = await self._front.recvfrom(LARGEST)
            if b"SIP/2.0" not in message:  # a ping, perhaps of another socket, to see whether anybody is there
                continue
            self._caller = sender
            ports = {self._caller: _port(self._back), _port(self._front): self._company}
            changed = detoured(message, ports, sound=self._bad_door, reports=self._door)
            await _send(self._back, changed, self._company)

    async def _from_company(self) -> None:
        while True:
            message, _ = await self._back.recvfrom(LARGEST)
            if not self._caller:
                continue
            ports = {self._company: _port(self._front), _port(self._back): self._caller}
            changed = detoured(message, ports, sound=self._door, reports=self._door)
            await _send(self._front, changed, self._caller)

    # --- sound -------------------------------------------------------------------------------------------------------

    def _bad_door(self, port: int) -> int:
        """The port that stands for the caller's, by which sound comes over the bad line."""
        return self._door(port, self._line.carry)

    def _door(self, port: int, carry: Carry = _unspoilt) -> int:
        """The port that stands for one that an end named; the same each time it names it."""
        if port not in self._doors:
            self._doors[port] = _bound()
            self._nursery.start_soon(self._bring, port, carry)
        return _port(self._doors[port])

    async def _bring(self, port: int, carry: Carry) -> None:
        """Bring what comes to the door of `port` there, from the door of whoever sent it."""
        door = self._doors[port]
        while True:
            packet, (_, sender) = await door.recvfrom(LARGEST)
            delivery = carry(packet)
            if delivery is not None:
                self._nursery.start_soon(_deliver, self._doors.get(sender, door), delivery, port)


@asynccontextmanager
async def relayed(company: str, line: BadLine) -> AsyncIterator[str]:
    """The address to call in place of `company` (both `host:port`), to have this line in between during the block."""
    async with trio.open_nursery() as nursery:
        relay = Relay(nursery, int(company.rpartition(":")[2]), line)
        try:
            nursery.start_soon(relay.pass_on)
            yield relay.address
        finally:
            nursery.cancel_scope.cancel()
            relay.close()


async def _deliver(door: trio.socket.SocketType, delivery: Delivery, port: int) -> None:
    if delivery.late:
        await trio.sleep(delivery.late)
    await _send(door, delivery.packet, port)


async def _send(door: trio.socket.SocketType, packet: bytes, port: int) -> None:
    with suppress(OSError):  # whoever has hung up listens no more, and datagrams may be lost
        await door.sendto(packet, (HOST, port))


def _bound() -> trio.socket.SocketType:
    plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    plain.bind((HOST, 0))
    return trio.socket.from_stdlib_socket(plain)


def _port(door: trio.socket.SocketType) -> int:
    port: int = door.getsockname()[1]
    return port
