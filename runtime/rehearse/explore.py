"""Every course that a call of a flow to a tree could take, within bounds: what is different from an ordinary day, one
deviation first, then several at once.

Each course is a whole call in virtual time. Of calls that decided alike only the first is kept, and deviations that
made no difference alone are not tried together with others. The order is always the same. Not responsible for which
deviations there are (`holdlang.trials.twists`), for what is bad (`holdlang.trials.findings`) or for showing anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from holdlang.bugs import bug
from holdlang.calllog import Line
from holdlang.errors import UsageError
from holdlang.names.reach import device_names
from holdlang.trials.decisions import Decision, decisions
from holdlang.trials.findings import FarEnd, Fault, Finding, findings
from holdlang.trials.scene import Scene, plain
from holdlang.trials.twists import Twist, twists
from runtime.clock import GoesOnForEver
from runtime.rehearse.happened import Happened
from runtime.rehearse.virtual.acting import Script, act


@dataclass(frozen=True)
class Course:
    """A call and what was different on it. `lines` is its log: empty if it did not come to an end."""

    scene: Scene
    twists: tuple[Twist, ...]
    lines: Sequence[Line]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]

    @property
    def what(self) -> str:
        """What was different, in words."""
        return " + ".join(twist.what for twist in self.twists) or "an ordinary day"


class Exploration:
    """The courses of one script; `depth` deviations at once at most, and `most` calls. `calls` is how many were made so
    far, `cut` whether there would have been more than `most`."""

    def __init__(self, script: Script, *, depth: int, most: int) -> None:
        self.calls = 0
        self.cut = False
        self._script = script
        self._depth = depth
        self._most = most
        self._seen: dict[tuple[Decision, ...], set[Fault]] = {}
        self._start = Scene(plain(script.company), script.phones)
        self._devices = device_names(script.flow, script.library)
        self._ordinary = FarEnd()

    def courses(self) -> Iterator[Course]:
        """Those that decide differently, as they are found: the ordinary one first."""
        all_ = twists(self._script.company, self._start, self._devices)
        telling = {(twist,): place for place, twist in enumerate(all_)}
        level: list[tuple[Twist, ...]] = [()]
        for depth in range(self._depth + 1):
            found = []
            for chosen in level:
                if self.calls >= self._most:
                    self.cut = True
                    return
                if (course := self._new(chosen)) is not None:
                    found.append(chosen)
                    yield course
            if depth == 0:
                level = list(telling)
            else:
                if depth == 1:
                    single = [chosen[0] for chosen in found]
                level = [
                    (*chosen, other)
                    for chosen in found
                    for other in single[single.index(chosen[-1]) + 1 :]
                    if all(other.goes_with(one) for one in chosen)
                ]

    def _new(self, chosen: tuple[Twist, ...]) -> Course | None:
        """The course with these deviations, unless one before decided the same, and nothing is worse on this one: then
        what is new about it came too late, or to nothing."""
        course = self._take(chosen)
        faults = {finding.fault for finding in course.findings}
        known = self._seen.get(course.decisions)
        if known is not None and faults <= known:
            return None
        self._seen[course.decisions] = faults | (known or set())
        return course

    def _take(self, chosen: tuple[Twist, ...]) -> Course:
        scene = self._start
        for twist in chosen:
            scene = twist.apply(scene)
        self.calls += 1
        told: list[Happened] = []
        script = replace(self._script, company=scene.company, phones=scene.phones, tell=told.append)
        try:
            call = act(script)
        except GoesOnForEver as fault:
            return Course(scene, chosen, (), (), (Finding("endless", str(fault)),))
        except UsageError:  # it is the author's, and the same in every course
            raise
        except Exception as fault:  # whatever it is, it is ours, and the next course is tried
            return Course(scene, chosen, (), (), (Finding("crash", bug(fault)),))
        far = _far_end([one for one in told if one.tree == scene.company.id])
        if not chosen:
            self._ordinary = far
        found = findings(call, chosen, far, self._ordinary, transfers=bool(self._devices))
        return Course(scene, chosen, call.lines, decisions(call.lines), tuple(found))


def _far_end(told: Sequence[Happened]) -> FarEnd:
    persons = tuple(one.at for one in told if one.event == "human")
    keys = tuple((one.step, str(one.data["keys"])) for one in told if one.event == "decided" and "keys" in one.data)
    return FarEnd(persons, keys)
