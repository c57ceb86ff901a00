"""The language model that is asked at prompts which a flow does not know: does it answer one?

Not responsible for how good its answers are.
"""

from holdlang.advice.model import AdviceFailed, Situation
from holdlang.config import Config
from holdlang.errors import UsageError
from holdlang.menu import understand
from runtime.doctor.finding import Verdict, fault, ok
from runtime.engines import EngineUnavailable, advisor

PROMPT = "for billing press one for anything else press two"


async def answers(config: Config) -> Verdict:
    """Asks it about a made-up menu, if there is one."""
    if config.model is None:
        return ok("none is configured: the words of the menu decide")
    situation = Situation(intent="a question about a bill", heard=PROMPT, menu=understand(PROMPT))
    try:
        advised = await advisor(config.model).advise(situation)
    except EngineUnavailable as error:
        return fault(str(error), "or leave `model` out: the words of the menu decide then")
    except UsageError as error:
        return fault(error.message, error.help or "see `model.key`")
    except AdviceFailed as error:
        return fault(str(error), "see `model.base_url`, `model.name` and `model.timeout_seconds`")
    return ok(f"{config.model.name} answers a menu with {advised.advice.kind}")
