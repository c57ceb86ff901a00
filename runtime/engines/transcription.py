"""Speech to text by a server that speaks OpenAI's protocol of audio transcriptions: Whisper and its like.

What is said on the line leaves this machine, if the server is another one; so only what the user has configured gets
here. A segment goes there whole when it has ended: there are no words before, and the phrases of a flow, which may hold
names, are not sent. Not responsible for the connection (`runtime.engines.modelserver`).
"""

import io
import json
import wave
from typing import Any

import numpy as np
import trio

from holdlang.config.endpoint import Transcription
from holdlang.match.words import normalize
from holdlang.secret import Secret
from runtime.engines.engine import Capabilities
from runtime.engines.modelserver import ModelServer, ServerFailed
from runtime.engines.onlyspeech import Gate
from runtime.ports import Samples

RATE = 8000
"""What a telephone gives; servers resample to their model's rate themselves."""

LONGEST = 60.0
"""Seconds of a segment that is sent: three times what the hearing lets a segment grow to."""

LARGEST = 64 * 1024
"""Bytes of an answer, which is a sentence or two in JSON."""

FASTEST = 40
"""Characters a second: twice what people say who speak fast (250 words a minute are 21), for spelling and figures. A
model that has lost its way repeats a word hundreds of times."""


class TranscriptionServer:
    """Asks a server. Raises `EngineUnavailable` if the client's package is missing."""

    capabilities = Capabilities(partials=False, phrases=False, local=False)
    rate = RATE

    def __init__(self, server: Transcription, key: Secret | None = None) -> None:
        self._server = ModelServer(server.base_url, key, server.timeout_seconds, "recogniser.transcription")
        self._settings = {"model": server.name} | ({"language": server.language} if server.language else {})
        self.name = f"{server.name} at {self._server.host}"
        self._gate = Gate()
        self._sound: list[Samples] = []

    async def start(self) -> None:
        """Begin a new segment of speech."""
        await trio.lowlevel.checkpoint()
        self._gate, self._sound = Gate(), []

    async def feed(self, samples: Samples) -> str:
        """Take more of the segment; there are no words yet."""
        await trio.lowlevel.checkpoint()
        self._sound.append(self._gate.pass_on(samples))
        return ""

    async def finish(self) -> str:
        """End the segment; returns its words, or "" if there were none. Raises `ServerFailed`."""
        sound = np.concatenate(self._sound) if self._gate.is_open else np.zeros(0, np.int16)
        self._sound = []
        seconds = len(sound) / RATE
        if not seconds:
            return ""
        if seconds > LONGEST:
            raise ServerFailed(f"somebody has spoken for more than {LONGEST:g} s without a pause")
        recording = _wav(sound)

        def post(client: Any) -> Any:
            return client.audio.transcriptions.with_streaming_response.create(
                file=("speech.wav", recording, "audio/wav"), response_format="json", **self._settings
            )

        answer = await self._server.ask(post, LARGEST)
        return self._words(answer.text, seconds)

    def _words(self, answer: str, seconds: float) -> str:
        """What an answer says. Raises `ServerFailed` for one that nobody can have said."""
        try:
            text = json.loads(answer)["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            text = None
        if not isinstance(text, str) or len(text) > FASTEST * (seconds + 1):
            raise ServerFailed(f"the model at {self._server.host} answers with something that is no transcript")
        return " ".join(normalize(text))


def _wav(samples: Samples) -> bytes:
    """The samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()
