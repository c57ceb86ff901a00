"""The test that a learned flow comes with, and the file that it stands in. Not responsible for running it."""

from collections.abc import Sequence

from holdlang.learn.discoveries import Discovery, MenuFound, PersonFound
from holdlang.learn.learner import DEVICE
from holdlang.learn.tree import keys_pressed, tree_of, typed_in
from holdlang.model import Asking, CallFlow, Ending, Expectation, Given, Pressing, Test, Transfer, Use
from holdlang.printer import print_file

NAME = "the way that was learned"


def trial_of(flow: CallFlow, found: Sequence[Discovery], tree_id: str) -> Test:
    """The test of this flow against the tree of the same call: the same keys, no question, and a person at the end."""
    entered = {one.entered: typed_in(one) for one in found if isinstance(one, MenuFound) and one.entered}
    pressed = tuple(keys for one in found if (keys := keys_pressed(one)) is not None)
    expects: list[Expectation] = [Pressing(keys=pressed)] if pressed else []
    expects.append(Asking(most=0))
    if any(isinstance(one, PersonFound) for one in found):
        expects.append(Ending(kind="transferred", device=_device(flow)))
    given = tuple(Given(name=name, value=value) for name, value in entered.items())
    return Test(name=NAME, flow=flow.id, tree=tree_id, given=given, expects=tuple(expects))


def trial_text(flow: CallFlow, found: Sequence[Discovery], flow_path: str) -> str:
    """The file with the tree and the test, for the flow in the file at `flow_path`, seen from there. The discoveries
    are without persons (`holdlang.learn.cleaning`)."""
    tree_id = f"{flow.id}_line"
    name = f"{flow.company or 'The company'}, for rehearsal"
    return print_file([Use(path=flow_path), tree_of(found, tree_id, name), trial_of(flow, found, tree_id)])


def _device(flow: CallFlow) -> str:
    return next((step.targets[0][0] for step in flow.steps if isinstance(step, Transfer)), DEVICE)
