"""Advice where no real time passes: a call in virtual time whose advisor is on the network.

Virtual time jumps ahead as soon as everybody waits, and would run a call to its end while a model thinks. So the world
stands still while it is asked. Not responsible for answers.
"""

from concurrent.futures import ThreadPoolExecutor

import trio

from holdlang.advice.model import Advised, Situation
from runtime.ports import Advisor

THINKING = 2.0
"""Seconds of virtual time that an answer takes: always the same, so that a rehearsal goes the same way each time. A
judgement: enough for the prompt to go on meanwhile, and a quarter of what an answer may take."""


class OutOfTime:
    """Asks another advisor on the real clock, in a thread of its own, and blocks until it has answered.

    It cannot be cancelled meanwhile, so the other must bound its time itself.
    """

    def __init__(self, advisor: Advisor, seconds: float = THINKING) -> None:
        self._advisor = advisor
        self._seconds = seconds

    @property
    def name(self) -> str:
        """That of the other."""
        return self._advisor.name

    async def advise(self, situation: Situation) -> Advised:
        """The other's answer, after the same few seconds of virtual time whatever became of it."""
        with ThreadPoolExecutor(1) as thread:
            asked = thread.submit(trio.run, self._advisor.advise, situation)
        await trio.sleep(self._seconds)
        return asked.result()
