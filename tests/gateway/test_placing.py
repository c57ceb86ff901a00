"""From a request to an order: what somebody keeps as a secret stays one, whatever the flow says of it."""

from pathlib import Path

import pytest

from holdlang.config import Config
from holdlang.secret import Secret
from runtime.callprocess.order import Order
from runtime.devices import DeviceBook
from runtime.flowstore import FlowStore
from runtime.gateway.errors import BadRequest
from runtime.gateway.models import OutboundRequest
from runtime.gateway.placing import order_for
from runtime.supervisor.queue import completed

pytestmark = pytest.mark.web

FLOW = """\
flow bank
  dial  "+18005551234"
  needs card
  needs pin secret
  needs guest

listen 15s
  on "card" press $card
  on "pin"  press $pin
  else say "This is $guest."
hold 5m
transfer phone
"""

CARD, PIN = "739122", "4251"


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    """`card` is kept as a secret, which the flow does not call it; `pin` is given, and the flow says so."""
    monkeypatch.setenv("KEPT_CARD", CARD)
    (tmp_path / "bank.hold").write_text(FLOW)
    (tmp_path / "tree.hold").write_text("tree there\n\nanswer\n")
    config = Config.model_validate({"data_dir": str(tmp_path / "data"), "values": {"card": "env KEPT_CARD"}})
    request = OutboundRequest(call_flow_id="bank", values={"pin": PIN, "guest": "Rivera"}, rehearse="there")
    book = DeviceBook(config, config.data_dir)
    flows = FlowStore(tmp_path)
    return order_for(request, call_id="call_1", claim=None, by="", config=config, flows=flows, book=book)


@pytest.mark.parametrize("number", ["Chase Bank", "one", "urn:service:sos", "+"])
def test_a_name_is_no_number(number: str, tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path)
    request = OutboundRequest(number=number, intent="ask something")
    book, flows = DeviceBook(config, tmp_path), FlowStore(tmp_path)
    with pytest.raises(BadRequest):
        order_for(request, call_id="call_1", claim=None, by="", config=config, flows=flows, book=book)


def test_only_sounds_of_the_flows_folder_are_played(order: Order, tmp_path: Path) -> None:
    """Whoever may write flows is not to hear every file of the machine."""
    assert order.sounds == tmp_path
    assert order.plan("sip:x@127.0.0.1", {}).sounds == tmp_path


def test_a_kept_value_is_a_secret_though_the_flow_does_not_say_so(order: Order) -> None:
    read = Order.model_validate_json(order.model_dump_json())
    plan = read.plan("sip:x@127.0.0.1", {})
    assert plan.values == {"card": Secret(CARD), "pin": Secret(PIN), "guest": "Rivera"}
    assert plan.told == {"guest": "Rivera"}
    assert CARD not in repr(read)


def test_a_call_that_waits_has_none_on_the_disk_and_finds_those_that_are_kept(order: Order) -> None:
    on_disk = order.without_secrets().model_dump_json()
    assert CARD not in on_disk
    assert PIN not in on_disk
    read = Order.model_validate_json(on_disk)
    given = read.model_copy(update={"values": read.values | {"pin": PIN}})
    assert completed(given).secrets == {"card": CARD, "pin": PIN}
