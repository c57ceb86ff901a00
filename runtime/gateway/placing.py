"""From a request to an order: which flow, which number, which phone, and whether all that may be.

The same rules on every way in. Not responsible for making the call (`runtime.supervisor`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from holdlang import numbers
from holdlang.config import Config
from holdlang.diagnostics import did_you_mean
from holdlang.errors import UsageError
from holdlang.hours import closed
from holdlang.learn.exploring import exploration
from holdlang.load import Loaded
from holdlang.model import CallFlow, Transfer
from holdlang.model.base import NAME
from holdlang.names.reach import device_names, reachable
from holdlang.numbers import sipuri
from holdlang.values import Value, checked, known_values, listed, takes
from runtime.callprocess.order import Order, OrderedDevice, config_values, told_apart
from runtime.context import Device
from runtime.devices import DeviceBook, NoSuchDevice
from runtime.flowstore import FlowStore
from runtime.gateway.errors import BadRequest, Conflict, Forbidden, NotFound, Unprocessable
from runtime.gateway.models import OutboundRequest

ANY_PHONE = "phone"
"""What rings in a rehearsal if nobody says what."""


@dataclass(frozen=True)
class _Chosen:
    """The flow of a call, and all it comes with."""

    flow: CallFlow
    library: Mapping[str, CallFlow] = field(default_factory=dict)
    folder: Path = Path("/")
    folders: Mapping[str, Path] = field(default_factory=dict)
    source: Path | None = None


def order_for(
    request: OutboundRequest,
    *,
    call_id: str,
    claim: Path | None,
    by: str,
    config: Config,
    flows: FlowStore,
    book: DeviceBook,
) -> Order:
    """The order that this request comes to. Reads the disk: use a thread. Raises `GatewayError`, which quotes no
    value."""
    devices = book.mapping()
    chosen = _chosen(request, flows, _phone(request, devices, book))
    number = _number(request, chosen.flow, config)
    if request.rehearse is None:
        _refuse_unreachable(chosen.flow, config)
    return Order(
        call_id=call_id,
        mode=request.mode,
        number=number,
        flow=chosen.flow,
        library=dict(chosen.library),
        folder=chosen.folder,
        folders=dict(chosen.folders),
        sounds=flows.folder,
        source=chosen.source,
        **told_apart(_values(request, chosen, config)),
        devices=_devices(request, chosen, devices),
        rehearse=None if request.rehearse is None else _tree(request.rehearse, flows),
        by=by or None,
        recording=request.services.recording,
        transcription=request.services.transcription,
        claim=claim,
        config=config_values(config),
    )


# --- the flow ---


def _chosen(request: OutboundRequest, flows: FlowStore, phone: str | None) -> _Chosen:
    stored = None if request.call_flow_id is None else _of_store(request.call_flow_id, flows)
    if request.mode != "hold_slayer":
        return _Chosen(_direct(request, stored.flow if stored else None, phone))
    if stored is not None:
        return _with_phone(stored, phone) if phone is not None else stored
    if request.intent is None or not request.intent.strip():
        raise BadRequest("say how to find the way: by `call_flow_id`, or, where there is no flow, by `intent`")
    number = request.number or numbers.REHEARSAL
    return _Chosen(exploration(number, request.intent, devices=[phone] if phone is not None else []))


def _of_store(flow_id: str, flows: FlowStore) -> _Chosen:
    stored = flows.get(flow_id)
    loaded: Loaded = stored.loaded
    if not loaded.ok:
        errors = [found for found in loaded.diagnostics if found.severity == "error"]
        raise Unprocessable(f"Call flow has mistakes: {flow_id}", errors)
    file = flows.folder / stored.file
    items = ((used, item.model) for used in loaded.used for item in used.items)
    folders = {
        model.id: (flows.folder / used.source.name).parent for used, model in items if isinstance(model, CallFlow)
    }
    return _Chosen(stored.flow, loaded.scope.flows, file.parent, folders, file)


def _direct(request: OutboundRequest, flow: CallFlow | None, phone: str | None) -> CallFlow:
    """The flow of the modes that put the user through as soon as the company has answered."""
    if phone is None:
        raise BadRequest("say which `device` to put through: there is none to choose by itself")
    return CallFlow(
        id=request.mode,
        name=request.mode,
        company=flow.company if flow else None,
        phone_number=request.number or (flow.phone_number if flow else None),
        description=request.intent or (flow.description if flow else None),
        steps=(Transfer(targets=((phone,),)),),
    )


def _with_phone(chosen: _Chosen, phone: str) -> _Chosen:
    """The same, ringing that phone in place of its own."""

    def ringing(flow: CallFlow) -> CallFlow:
        steps = tuple(
            step.model_copy(update={"targets": ((phone,),)}) if isinstance(step, Transfer) else step
            for step in flow.steps
        )
        return flow.model_copy(update={"steps": steps})

    library = {name: ringing(flow) for name, flow in chosen.library.items()}
    return _Chosen(ringing(chosen.flow), library, chosen.folder, chosen.folders, chosen.source)


def _refuse_unreachable(flow: CallFlow, config: Config) -> None:
    if config.trunk is None:
        raise Conflict("there is no trunk to call by: give one in holdlang.yaml, or rehearse the call")
    why = closed(flow, datetime.now(UTC))
    if why is not None:
        raise Conflict(why)


def _tree(tree_id: str, flows: FlowStore) -> str:
    entry = flows.tree(tree_id)
    return f"{entry.file.absolute()}#{entry.tree.id}"


# --- the number ---


def _number(request: OutboundRequest, flow: CallFlow, config: Config) -> str:
    rehearsed = request.rehearse is not None
    dialled = request.number or flow.phone_number or (numbers.REHEARSAL if rehearsed else None)
    if dialled is None:
        raise BadRequest(f"flow `{flow.id}` has no number to dial: give a `number`")
    if dialled == numbers.REHEARSAL and rehearsed:
        return dialled
    try:
        sipuri.parse(dialled) if sipuri.is_uri(dialled) else numbers.normalize(dialled)
    except ValueError as error:
        raise BadRequest(f"this number cannot be called: {error}") from None
    why = numbers.refusal(dialled, config.country) if rehearsed else config.refusal(dialled)
    if why is not None:
        raise Forbidden(why)
    return dialled


# --- the phone ---


def _phone(request: OutboundRequest, devices: Mapping[str, Device], book: DeviceBook) -> str | None:
    """The name of the phone that the request wants, or, where there is no flow to name one, the best there is."""
    if request.device is not None:
        return phone_name(request.device, book, rehearsed=request.rehearse is not None)
    if request.mode == "hold_slayer" and request.call_flow_id is not None:
        return None
    return next(iter(devices), ANY_PHONE if request.rehearse is not None else None)


def phone_name(word: str, book: DeviceBook, *, rehearsed: bool) -> str:
    """The name by which a flow rings the phone that is meant; in a rehearsal any name will do. Raises `NotFound`."""
    devices = book.mapping()
    if word in devices:
        return word
    try:
        found = book.resolve(word)
    except NoSuchDevice as error:
        if rehearsed and NAME.fullmatch(word):
            return word
        raise NotFound(str(error)) from None
    return next(name for name, device in devices.items() if device == found)


def _devices(request: OutboundRequest, chosen: _Chosen, devices: Mapping[str, Device]) -> dict[str, OrderedDevice]:
    """Those that the flow may ring. In a rehearsal any name will do: the phone is ours."""
    ordered = {}
    for name in sorted(device_names(chosen.flow, chosen.library)):
        device = devices.get(name)
        if device is None and request.rehearse is None:
            near = did_you_mean(name, sorted(devices))
            raise Conflict(f"the flow rings `{name}`, and there is no such device{f': {near}' if near else ''}")
        ordered[name] = OrderedDevice(uri="", ring=30.0) if device is None else OrderedDevice(**vars(device))
    return ordered


# --- the values ---


def _values(request: OutboundRequest, chosen: _Chosen, config: Config) -> dict[str, Value]:
    others: Sequence[CallFlow] = reachable(chosen.flow, chosen.library)[1:]
    known = takes(chosen.flow, others)
    for name in request.values:
        if name not in known:
            wanted = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
            raise BadRequest(f"the flow takes no value `{name[:60]}`: {did_you_mean(name, sorted(known)) or wanted}")
    try:
        values, missing = known_values(chosen.flow, others, request.values, config.values)
        if missing:
            raise BadRequest(
                f"flow `{chosen.flow.id}` needs what it was not told: {listed(missing)}; give it in `values`, here or"
                " in holdlang.yaml"
            )
        return checked(chosen.flow, others, values)
    except UsageError as error:
        raise BadRequest(str(error)) from None
