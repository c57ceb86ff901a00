"""`holdlang init`: write a configuration to fill in.

Not responsible for what the keys mean (see `holdlang.config`, whose defaults a test compares with these comments).
"""

import os
from pathlib import Path

import click

from holdlang.cli.status import Status
from holdlang.errors import UsageError

TEMPLATE = """\
# The configuration of holdlang. Looked for here, in order: --config FILE, $HOLDLANG_CONFIG, ./holdlang.yaml, and
# holdlang.yaml in your configuration folder. Lines that begin with # show the defaults. Units stand in the names.

# --- The trunk: the SIP account your calls go out by. Your telephone provider, or your own exchange, tells you these.
trunk:
  address: sip.example.com        # host or host:port (5060 by default, 5061 with tls)
  transport: udp                  # udp, tcp or tls
  register: yes                   # no: the trunk knows you by your IP address
  username: alice
  # The password stays out of this file, since files get copied and committed. Say where it is kept:
  #   env NAME                    an environment variable
  #   keyring SERVICE/USER        the system's keyring; store it with: keyring set holdlang trunk
  password: env HOLDLANG_TRUNK_PASSWORD
  # realm: "*"                    # the realm the password is for; * is any
  # identity: sip:alice@sip.example.com    # who is calling, if not the user name at the trunk
  # consent: one_party            # who has to agree to a recording, by law; all_parties records nothing before the
  #                               # disclosure was said to a person, and nothing at all without one
  # disclosure: This call is recorded.     # said to a person while your phone rings

# --- Where the trunk is (two letters: US, GB, DE, ...). Decides what a number without a country code means; without it,
# numbers that could be premium-rate in some country are refused.
# country: US

# --- The local address for SIP: host or host:port. Without one, all addresses and a free port. (For a firewall: sound
# takes UDP ports from 16384 to 32767.)
# bind: 192.168.1.10:5060

# --- Your phones. A flow says `transfer sip_phone`, by the names you give here.
devices:
  sip_phone:
    uri: sip:alice@192.168.1.20:5060
    # ring_seconds: 30            # how long it rings before `on nobody`
    # description: ""             # a word for yourself
  # cell:
  #   uri: sip:+15555550100@sip.example.com

# --- Speech to text.
# recogniser:
#   engine: auto                  # vosk, pocketsphinx, or auto: vosk when vosk_model is given
#   vosk_model: vosk-model-small-en-us-0.15    # a model of `holdlang models`; or the folder of one, written with a /
#   acoustic_model: models/en     # a pocketsphinx acoustic model, in place of the one that comes with it
#   # A server that writes down what is said better than this machine can, by OpenAI's protocol of audio
#   # transcriptions; takes `pip install 'holdlang[model]'`. All that is spoken on the line goes there. Words so far
#   # come from the engine, and so do all words while the server does not answer.
#   transcription:
#     base_url: http://localhost:8000/v1
#     name: whisper-1             # what the server calls the model
#     key: env HOLDLANG_TRANSCRIPTION_KEY    # if the server wants one
#     timeout_seconds: 5          # how long the words of one utterance may take
#     language: en                # what is spoken; without it the server guesses

# --- Text to speech.
# voice:
#   name: en-us                   # a voice of espeak-ng, such as en-us+f2
#   words_per_minute: 140

# --- A language model, asked what to do at prompts that a flow does not know. Any server that speaks OpenAI's protocol
# of chat completions will do; takes `pip install 'holdlang[model]'`. It is told what the call is for and what was
# heard, never a secret. Without one, the words of the menu decide.
# model:
#   base_url: http://localhost:11434/v1
#   name: qwen3:8b                # what the server calls the model
#   key: env HOLDLANG_MODEL_KEY   # if the server wants one; kept like the password of the trunk
#   timeout_seconds: 8            # how long an answer may take
#   requests: 20                  # the most questions, and
#   tokens: 60000                 # the most tokens, that one call may cost

# --- How long a company may ring before the call counts as not answered.
# answer_seconds: 60

# --- Write both sides of a call to WAV files, beside its log. Ask what your law says about it.
# recordings: yes

# --- Know a company's recordings again on later calls to its number: `holdlang prompts` shows what is remembered.
# remember: yes

# --- Where the values lie that flows need: `env NAME` or `keyring SERVICE/USER`, never the values themselves.
# values:
#   card_last4: keyring holdlang/card

# --- Where call logs and recordings go.
# data_dir: {data_dir}

# --- What may be called. Emergency and premium-rate numbers never are, whatever stands here. * is any digits, ? is one.
# rails:
#   allow: ["+1800*", "+1888*"]   # if given, only these
#   deny: []                      # never these

# --- `holdlang serve`: the page and the API. On this machine alone, unless you say otherwise; then everybody needs a
# token (`holdlang token add`).
# server:
#   bind: 127.0.0.1:8000          # where it listens
#   certificate: server.pem       # for HTTPS: the certificate chain,
#   key: server.key               # and its key
#   public_url: https://hold.example.com    # what it is called, if a proxy stands before it
#   origins: []                   # other pages that may talk to it, such as https://dash.example.com
#   flows: flows                  # the folder of the flows; by default in data_dir
#   git: no                       # a commit for each change of a flow
#   store: postgresql+psycopg://localhost/holdlang    # an SQLAlchemy URL; by default an SQLite file in data_dir
#   calls: 8                      # calls at once,
#   queue: 32                     # and requests that wait for one of them to end
#   warm: 1                       # processes that stand by for the next call
#   requests_per_minute: 600      # of one client

# --- Who is told what happens on calls of `holdlang serve` while nobody looks: mail, SMS, push, desktop and more, by
# apprise, whose documentation explains the addresses. An address holds an account: keep it like a password.
# notify:
#   targets:
#     - url: env HOLDLANG_NOTIFY_URL
#       on: [person, callback, queue_position, failed, done, notify]
#   queue_position: 3             # from which place in the queue on you are told
#   transcripts: no               # whether what was said may be in it: it goes through other people's servers
"""


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=Path("holdlang.yaml"))
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
def command(path: Path, force: bool) -> Status:
    """Write a commented configuration to PATH (holdlang.yaml if none is given), readable by you alone."""
    import platformdirs

    text = TEMPLATE.replace("{data_dir}", str(platformdirs.user_data_path("holdlang")))
    try:
        _write(path, text, replace=force)
    except FileExistsError:
        raise UsageError(f"{path} is there already", "`--force` replaces it") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror})") from None
    click.echo(f"wrote {path}: fill in the trunk and your devices, then try `holdlang run`")
    return Status.DONE


def _write(path: Path, text: str, *, replace: bool) -> None:
    """Make the file anew, so that it has its mode from the beginning and a link in its place is not followed."""
    if replace:
        path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
