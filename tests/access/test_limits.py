"""Rate limits, on a clock of our own."""

import pytest

from runtime.access import Limits, client_at

pytestmark = pytest.mark.unit


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_worth_goes_at_once_and_then_so_many_a_minute() -> None:
    clock = _Clock()
    limits = Limits(60, clock=clock)
    assert [limits.take("a") for _ in range(60)] == [None] * 60
    assert limits.take("a") == pytest.approx(1.0)
    clock.now += 0.25
    assert limits.take("a") == pytest.approx(0.75)
    clock.now += 0.75
    assert limits.take("a") is None
    assert limits.take("a") == pytest.approx(1.0)


def test_waiting_as_long_as_told_is_enough_whatever_the_rate() -> None:
    for rate in (1, 7, 600, 9999):
        clock = _Clock()
        limits = Limits(rate, clock=clock)
        while (wait := limits.take("a")) is None:
            pass
        assert 0 < wait <= 60 / rate + 1e-6
        clock.now += wait
        assert limits.take("a") is None


def test_over_an_hour_nobody_gets_more_than_the_rate() -> None:
    clock = _Clock()
    limits = Limits(10, clock=clock)
    taken = 0
    for _ in range(3600):
        taken += limits.take("a") is None
        clock.now += 1.0
    assert taken in (609, 610)


def test_clients_do_not_pay_for_each_other() -> None:
    limits = Limits(1, clock=_Clock())
    assert limits.take("a") is None
    assert limits.take("a") is not None
    assert limits.take("b") is None


def test_memory_is_bounded_and_who_asks_most_is_not_forgotten() -> None:
    limits = Limits(3, clients=10, clock=_Clock())
    for number in range(100):
        limits.take(f"stranger{number}")
        limits.take("regular")
    assert limits.take("regular") is not None
    assert len(limits._full_at) == 10


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_an_ipv6_network_is_one_client(address: str, client: str) -> None:
    assert client_at(address) == client
