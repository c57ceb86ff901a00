"""Advisors for calls in virtual time: what they answer is written down beforehand. Not responsible for real ones
(tests/engines)."""

from collections.abc import Sequence

import trio

from holdlang.advice.model import Advice, AdviceFailed, Advised, Situation


class Written:
    """Gives these answers, one a question, each after some `seconds`; a text is a failure with that reason. Then the
    last one for ever."""

    name = "written"

    def __init__(self, *answers: Advice | str, seconds: float = 1.0) -> None:
        self.asked: list[Situation] = []
        self._answers: Sequence[Advice | str] = answers
        self._seconds = seconds

    async def advise(self, situation: Situation) -> Advised:
        await trio.sleep(self._seconds)
        answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
        self.asked.append(situation)
        if isinstance(answer, str):
            raise AdviceFailed(answer, tokens=7)
        return Advised(advice=answer, by=self.name, tokens=100)
