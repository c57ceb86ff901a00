"""The modules of the page that only compute, run in the browser that runs them."""

import pytest

from tests.page.browser import Browser

pytestmark = pytest.mark.web


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (7.9, "0:07"), (760, "12:40"), (3723, "1:02:03"), (-4, "0:00")]
)
def test_a_duration_as_a_clock_shows_it(browser: Browser, seconds: float, shown: str) -> None:
    assert browser.imported("times.js", "module.clock(given[0])", seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "said"), [(12, "12 s"), (59.6, "1 min"), (720, "12 min"), (3600, "1 h"), (3900, "1 h 5 min")]
)
def test_a_duration_in_words(browser: Browser, seconds: float, said: str) -> None:
    assert browser.imported("times.js", "module.roughly(given[0])", seconds) == said


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ('flow a "b $c"', {"flow": "item", "a": "name", '"b ': "string", "$c": "variable"}),
        ("  on closed goto end_of_day", {"on": "clause", "closed": "state", "goto": "leave", "end_of_day": "name"}),
        ("queue: hold 2h", {"queue": "name", "hold": "step", "2h": "number"}),
        ("wait 5s -> press 1 # say hello", {"->": "arrow", "press": "step", "# say hello": "comment"}),
        ('  on "for # press" press #', {'"for # press"': "string", "press": "step"}),
        ("transfer sip_phone then cell", {"transfer": "step", "then": "modifier"}),
        ('say "naïve 😀 text" -> hangup', {'"naïve 😀 text"': "string", "hangup": "leave"}),
    ],
)
def test_the_colours_of_a_line(browser: Browser, line: str, kinds: dict[str, str]) -> None:
    found = browser.imported(
        "flow/highlight.js", "module.pieces(given[0]).map(([from, to, kind]) => [given[0].slice(from, to), kind])", line
    )
    assert dict(found).items() >= kinds.items()


@pytest.mark.parametrize("line", ["", '"', '"\\', "$", "->" * 50, "é" * 300, '"' + "\\x" * 200, "on /((((/ press"])
def test_the_pieces_of_any_line_lie_in_order(browser: Browser, line: str) -> None:
    found = browser.imported("flow/highlight.js", "module.pieces(given[0])", line)
    ends = 0
    for start, end, _ in found:
        assert ends <= start < end <= len(line)
        ends = end


def test_a_person_of_the_night_rings_nobody_in_the_morning(browser: Browser) -> None:
    told = browser.imported(
        "alerts.js",
        """(() => {
            const events = new EventTarget(), told = [];
            module.tellOfPeople(events, (id) => void told.push(id));
            for (const [call_id, age] of given[0]) {
                const timestamp = new Date(Date.now() - 1000 * age).toISOString();
                const detail = { type: "human_detected", call_id, timestamp };
                events.dispatchEvent(new CustomEvent("event", { detail }));
            }
            return told;
        })()""",
        [["call_now", 1], ["call_at_night", 8 * 3600]],
    )
    assert told == ["call_now"]


def test_marks_are_on_the_clock_of_the_recording(browser: Browser) -> None:
    log = [
        {"type": "call_started", "at": 0, "clock": None, "data": {}},
        {"type": "call_connected", "at": 4, "clock": 1.0, "data": {}},
        {"type": "ivr_dtmf_sent", "at": 10, "clock": 7.0, "data": {"digits": "3", "step_id": "menu"}},
        {"type": "human_detected", "at": 62, "clock": 56.0, "data": {"transcript_excerpt": "hello", "onset": 60}},
    ]
    found = browser.imported(
        "call/marks.js", "module.marks(given[0]).map(({ lane, at, time }) => [lane, at, time])", log
    )
    assert found == [["key", 10, 7.0], ["person", 60, 57.0]]


def test_stretches_on_hold_end_when_a_person_began_to_speak(browser: Browser) -> None:
    log = [
        {"type": "hold_detected", "at": 10, "clock": 8, "data": {}},
        {"type": "human_detected", "at": 52, "clock": 50, "data": {"onset": 50}},
        {"type": "hold_detected", "at": 80, "clock": 78, "data": {}},
    ]
    assert browser.imported("call/marks.js", "module.holds(given[0], 100)", log) == [[8, 48], [78, 100]]


def test_a_log_without_sound_keeps_its_own_clock(browser: Browser) -> None:
    log = [{"type": "note", "at": 5, "clock": None, "data": {"text": "x"}}]
    assert browser.imported("call/marks.js", "module.marks(given[0])[0].time", log) == 5


def test_the_wait_that_is_left_ticks_down_and_the_queue_is_believed_first(browser: Browser) -> None:
    call = {
        "status": "on_hold",
        "received": 1000,
        "hold_time": 60,
        "queue": {"position": 2, "wait": 120},
        "estimate": {"wait_seconds": 400, "count": 12, "basis": "any time"},
    }
    left = "module.remaining(given[0], 11000)"
    assert browser.imported("watch.js", left, call) == {"seconds": 110, "basis": "says the queue"}
    call["queue"] = {"position": 2, "wait": None}
    assert browser.imported("watch.js", left, call) == {"seconds": 390, "basis": "by 12 past calls"}
    call["status"] = "connected"
    assert browser.imported("watch.js", left, call) is None
