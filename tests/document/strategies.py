"""Documents and flows in which everything that could be mistaken for something else is likely."""

import json

from hypothesis import strategies as st

from holdlang.document import Document, StepDocument
from holdlang.model import (
    Again,
    CallFlow,
    Clause,
    End,
    Fail,
    Goto,
    Hangup,
    Hold,
    Listen,
    Meta,
    Notify,
    Phrase,
    Play,
    Press,
    Retry,
    Run,
    Say,
    State,
    Transfer,
    Wait,
)
from tests.language import strategies as language

json_values = language.json_values
labels = st.sampled_from(["queue", "hold", "hold_2", "wait", "press_3", "goto", "end", "step_1", "listen"])
ids = labels | st.sampled_from(["1", "main menu", "Main-Menu", "", "step 1", "1st", "$", "wait 5s", "名"])

texts = st.sampled_from(["", "press 3", "wait 5s", "hold 2h", "goto queue", "Wait for the greeting", "a\nb", "$pin"])
keys = st.sampled_from(["3", "", "12w#", "not keys", "$pin"])
seconds = st.sampled_from([10.0, 15.0, 5.0, 7200.0, 0.0, -1.0, 1e9, 0.0005, 2.5])

own_actions = st.sampled_from(
    [
        {"press": "3"},
        {"goto": "queue"},
        {"notify": "Chase is closed"},
        {"set": {"name": "tries", "value": "3"}},
        {"run": {"flow": "pay", "arguments": [{"name": "pin", "value": "$pin"}]}},
        {"run": {"flow": "pay"}},
        {"record": True},
        {"retry": 3},
        {"press_heard": None},
        "hangup",
        "ask",
    ]
)
actions = own_actions | st.sampled_from(
    [
        {"press": 3},
        {"goto": "1"},
        {"goto": "nowhere at all"},
        {"set": {"name": "tries"}},
        {"retry": 3.0},
        {"retry": True},
        "press_heard",
        "dance",
        {"hangup": None},
        None,
        3,
    ]
)
triggers = st.sampled_from([{"phrase": "disputes"}, {"pattern": "a(b)"}, {"state": "closed"}, {"silence": 6}])
own_clauses = st.fixed_dictionaries(
    {"when": st.lists(triggers, min_size=1, max_size=2), "do": st.lists(own_actions, min_size=1, max_size=2)}
)
foreign_clauses = st.fixed_dictionaries({"if": triggers | json_values, "then": actions})
clause_lists = st.lists(own_clauses, max_size=2) | st.lists(foreign_clauses, max_size=2) | json_values
slips = st.lists(
    st.fixed_dictionaries({"when": st.lists(triggers, max_size=2), "do": st.lists(actions, max_size=2)}), max_size=2
)
"""Clauses in our form, or nearly: what a document may not have, and the `meta` of a flow may."""

conditions = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "clauses": clause_lists,
            "else": st.lists(own_actions, max_size=2) | json_values.filter(lambda value: not isinstance(value, list)),
            "language": json_values,
        },
    ),
    st.dictionaries(st.text(max_size=3), json_values, max_size=2),
)
devices = st.sampled_from(["sip_phone", "cell", "Office SIP Phone", "", "sip:me@example.net"])
metadata = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "action": actions,
            "device": devices | json_values,
            "devices": st.lists(devices | st.lists(devices, max_size=2), max_size=2),
            "confirm": st.sampled_from(["1", "12", 1]),
            "by": st.sampled_from(["refer", "bridge"]),
            "price": st.sampled_from(["sure", "eager", "normal", 3]),
            "text": texts | st.none(),
            "audio_file": st.sampled_from(["greeting.wav", ""]),
            "timeout": json_values,
            "metadata": json_values,
            "\ud800": st.just(1),
        },
    ),
    st.dictionaries(st.text(max_size=3), json_values, max_size=2),
)
types = st.sampled_from(["DTMF", "WAIT", "LISTEN", "HOLD", "SPEAK", "TRANSFER"])
moments = st.none() | language.moments
plain_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents of the documented format: what another program may have written."""
    used = draw(st.lists(ids, max_size=6, unique=True))
    targets = st.none() | st.sampled_from([*used, "nowhere", "1"])
    steps = [
        StepDocument(
            id=name,
            type=draw(types),
            description=draw(texts),
            dtmf=draw(st.none() | keys),
            timeout=draw(seconds),
            next_step=used[number + 1] if number + 1 < len(used) and draw(st.booleans()) else draw(targets),
            conditions=draw(conditions),
            metadata=draw(metadata),
        )
        for number, name in enumerate(used)
    ]
    return Document(
        id=draw(labels | ids),
        name=draw(plain_texts),
        company=draw(st.none() | plain_texts),
        phone_number=draw(st.none() | plain_texts),
        description=draw(st.none() | plain_texts),
        steps=steps,
        tags=draw(st.lists(plain_texts, max_size=2)),
        version=draw(st.integers(0, 9)),
        created_at=draw(moments),
        updated_at=draw(moments),
        success_count=draw(st.integers(0, 9)),
        fail_count=draw(st.integers(0, 9)),
    )


meta_keys = st.sampled_from(
    ["id", "type", "timeout", "dtmf", "next_step", "conditions", "metadata", "description", "action", "device", "text"]
)
meta_values = json_values | actions | ids | conditions | metadata | st.fixed_dictionaries({"clauses": slips})
metas = st.lists(st.builds(Meta, key=meta_keys, value=meta_values.map(json.dumps)), max_size=2).map(tuple)
carried = {
    "label": st.none() | labels,
    "about": st.none() | st.none() | texts,
    "meta": st.just(()) | st.just(()) | metas,
}
gotos = st.builds(Goto, target=labels)
inner = st.lists(
    st.one_of(gotos, st.builds(Press, keys=keys), st.just(Again()), st.builds(Retry, times=st.integers(1, 3))),
    min_size=1,
    max_size=2,
).map(tuple)
clauses = st.lists(
    st.builds(Clause, triggers=st.just((Phrase(text="disputes"), State(name="closed"))), actions=inner), max_size=2
).map(tuple)
decides = {"clauses": clauses, "otherwise": st.none() | inner | st.just(()), **carried}
steps = st.one_of(
    st.sampled_from([End(), Goto(target="queue"), Goto(target="hold"), Press(keys="3")]),
    st.builds(Wait, seconds=st.sampled_from([5.0, 10.0]), **carried),
    st.builds(Listen, **decides),
    st.builds(Hold, price=st.sampled_from(["normal", "sure"]), **decides),
    st.builds(Transfer, targets=st.sampled_from([(("sip_phone",),), (("cell",),), (("a", "b"), ("c",))]), **decides),
    st.builds(Press, keys=keys, **carried),
    st.builds(Say, text=texts, **carried),
    st.builds(Play, path=texts, **carried),
    st.builds(Notify, text=texts, **carried),
    st.builds(Run, flow=labels, **carried),
    st.builds(Goto, target=labels, **carried),
    st.builds(End, **carried),
    st.builds(Hangup, **carried),
    st.builds(Fail, reason=texts, **carried),
)
flows = st.builds(
    CallFlow,
    id=labels,
    name=plain_texts,
    stored_id=st.none() | ids,
    steps=st.lists(steps, max_size=6).map(tuple),
)


def _without_meta(flow: CallFlow) -> CallFlow:
    steps = tuple(step.model_copy(update={"meta": ()}) for step in flow.steps if getattr(step, "otherwise", None) != ())
    return flow.model_copy(update={"steps": steps})


flows_without_meta = (flows | language.flows).map(_without_meta)
"""Flows that carry nothing of other programs."""
