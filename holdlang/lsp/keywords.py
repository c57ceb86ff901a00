"""What each keyword does, in a sentence or two, for hover and completion. The reference is grammar/GRAMMAR.md.

Not responsible for where a keyword may stand: the grammar says that (`holdlang.lsp.expected`). A test holds these
tables against the grammar.
"""

WORDS: dict[str, str] = {
    # items and headers
    "use": '`use "lib/bank.hold"` brings the flows and trees of that file, relative to this one, into reach.',
    "flow": '`flow NAME "title"` begins a call to make.',
    "tree": '`tree NAME "title"` begins a company to rehearse against: the far end of the line.',
    "test": '`test "name" of FLOW against TREE` begins a test: what a call by the flow to the tree must come to.',
    "of": "`of FLOW`: the flow that is tested.",
    "against": '`against TREE`: the company that it calls in the test. `against "calls/tuesday.jsonl"`: a call '
    "that was kept.",
    "company": '`company "Chase Bank"`: whom the flow calls.',
    "dial": '`dial "+18005551234"`: the number to call. Emergency, N11 and premium numbers are refused.',
    "tags": "`tags banking, disputes`: words to find the flow by.",
    "intent": '`intent "dispute a charge"`: what the call is for, in words.',
    "open": "`open mon-fri 08:00-20:00 America/New_York`: when the line is open, in the time of that zone.",
    "needs": '`needs card_last4 secret "the last four digits"`: a value that is asked for when the call starts.',
    "param": '`param pin secret = "1234"`: an argument of a subflow, and what it is when the caller gives none.',
    "secret": "`secret`: the value stands in no log, no message and no transcript.",
    "redial": "`redial 3 every 10m`: dial again by itself, so many times.",
    "every": '`redial 3 every 10m`: how long to wait between two calls. Under `music`: `every 45s say "…"`, what '
    "a queue says again and again; `$position` and `$wait` are the caller's place and the minutes that are left.",
    "meta": "`meta KEY JSON`: data of other programs, carried along and not looked at.",
    "about": '`about "…"`: what the step is for, in words.',
    # tests
    "given": "`given NAME = VALUE`: what a value that the flow needs is in this test.",
    "with": "`with loss 5%`: what is wrong with the line, or with us, in this test.",
    "loss": "`with loss 5%`: so much of what the company sends never arrives.",
    "jitter": "`with jitter 80ms`: what the company sends comes up to so much late.",
    "noise": "`with noise -20dB`: the line hisses, so far below the loudest that it can carry.",
    "deaf": "`with deaf 10%`: of the words that the company says, so many are lost or misheard.",
    "model": "`with model down`: there is a language model, and it can't be reached.",
    "down": "`with model down`: there is a language model, and it can't be reached.",
    "expect": "`expect …`: what must be true when the call is over.",
    "pressed": "`expect pressed 3, 1`: the keys that were pressed, in order.",
    "said": '`expect said "…"`: the flow said this.',
    "noted": '`expect noted "…"`: the flow noted this.',
    "notified": '`expect notified "…"`: the user was told this.',
    "reached": "`expect reached LABEL`: the flow came to this step.",
    "asks": "`expect asks 0`: how often an advisor was asked.",
    "cost": "`expect cost asks 0`: how often an advisor was asked.",
    "transferred": "`expect transferred sip_phone within 3m`: the user's phone was joined to the call.",
    "ended": "`expect ended`: the flow reached its aim by `end`.",
    "failed": '`expect failed "why"`: the call failed.',
    "not": "`expect not answered`: nobody took the call.",
    "answered": "`expect not answered`: nobody took the call.",
    "within": "`within 3m`: and no later than that, in the time of the call. `digits within 2s`: how long after one "
    "key the next may come.",
    # steps
    "wait": "`wait 5s`: let time pass.",
    "listen": "`listen 15s`: hear the prompt and decide by the clauses; without clauses, until the prompt ends. "
    "Alone: `15s`.",
    "hold": "`hold 2h`: wait until a live person speaks; announcements, music and silence are not a person. "
    "`sure` rings later and errs less, `eager` the other way. Alone: `2h`.",
    "sure": "`sure`: ring later, and err less.",
    "eager": "`eager`: ring sooner, and err more.",
    "transfer": "`transfer sip_phone`: ring the user's device and join the two calls. `a then b` tries in order, "
    "`a or b` rings together. In a tree, alone: the company puts the caller through, and other music follows.",
    "then": "`a then b`: ring `b` when nobody answers `a`.",
    "or": "`or`: any of them; devices joined by `or` ring together.",
    "confirm": "`confirm 1`: the user accepts the call by pressing this key, so that a mailbox does not.",
    "by": "`by refer`: how the call is handed over.",
    "refer": "`by refer`: hand the call over (SIP REFER, RFC 3515) instead of joining it here.",
    "press": '`press 3`, `press "12w#"`, `press $pin`: DTMF keys; `w` pauses half a second, `W` one second. '
    "In a tree's clause: the key that the caller presses.",
    "heard": "`press heard`: the key that the prompt itself names for the matched phrase; `press heard or 3` presses 3 "
    "when it names none.",
    "say": '`say "…"`: speak, by text to speech. In a tree, with clauses: a menu that waits for a key.',
    "play": '`play "greeting.wav"`: play a sound file; the path is relative to this file.',
    "notify": '`notify "…"`: tell the user.',
    "note": '`note "…"`: write a line into the call log.',
    "set": "`set NAME = VALUE`: give a variable a value.",
    "record": "`record on`, `record off`: switch the recording of the call.",
    "off": "`record off`: stop recording.",
    "run": "`run other(pin: $pin)`: a subflow on the same call; at its end this flow goes on.",
    "ask": "`ask`: an advisor chooses what to do at this prompt, from a closed set of actions.",
    "goto": "`goto LABEL`: go on at the step of that label.",
    "again": "`again`: run the step that this clause belongs to once more.",
    "retry": "`retry 3`: run the step once more, three times at most; then the actions behind it.",
    "hangup": "`hangup`: end the call. In a tree, `hangup after 38m`: hang up so long from here, wherever the call is.",
    "fail": '`fail "why"`: end the call as failed.',
    "end": "`end`: the flow has reached its aim; end the call.",
    # trees
    "early": "`early media`: what follows, up to `answer` or `reject`, sounds before the call is taken (SIP 183).",
    "media": "`early media`: what follows, up to `answer` or `reject`, sounds before the call is taken (SIP 183).",
    "answer": "`answer after 2 rings`: take the call.",
    "after": '`answer after 2 rings`: how long it rings first. `human "…" after 4s`: how long they are silent first. '
    "`hangup after 38m`: how long the call lasts from here at most.",
    "ring": "`after 1 ring`: a ring takes six seconds.",
    "rings": "`after 2 rings`: a ring takes six seconds.",
    "reject": "`reject 603`: refuse the call with that SIP status.",
    "busy": "`busy`: refuse the call as a busy line does (SIP 486).",
    "no": "`no answer`: ring until the caller gives up.",
    "saying": '`play "menu.wav" saying "…"`: what the file says, for those who hear no sound.',
    "uninterrupted": "`uninterrupted`: keys count only after the end of the prompt.",
    "digits": "`digits within 2s`: how long after one key the next may come. `on press 4 digits`: any four digits.",
    "renumbered": "`renumbered 20%`: with that chance the menu has other numbers than written.",
    "music": '`music 40s "moh.wav"`: hold music, ours or yours. `music 2m..20m`: anything from two minutes to twenty.',
    "behind": "`music 10m behind 6`: how many callers are waiting before this one.",
    "tone": "`tone busy 5s`: a signal of the telephone network.",
    "ringing": "`tone ringing 6s`: the ringing tone.",
    "reorder": "`tone reorder 3s`: the fast busy tone of a network that can't go on.",
    "sit": '`tone sit`: the three rising tones before "the number you have dialled…".',
    "beep": "`beep`: the tone after which a voicemail records.",
    "human": '`human "…"`: a live person speaks; without a text they wait in silence.',
    "over": "`over music`: the music goes on under their first words.",
    "chance": "`chance 30% goto closed`: with that chance, carry the actions out.",
    # clauses
    "on": "`on TRIGGER or TRIGGER ACTION, ACTION`: what to do when one of the triggers comes true.",
    "else": "`else ACTION, ACTION`: what to do when no clause has been taken and the step's time is over.",
}
"""Words wherever they stand, except as triggers."""

TRIGGERS: dict[str, str] = {
    "human": "`on human`: a live person has spoken.",
    "music": "`on music`: music begins.",
    "announcement": "`on announcement`: a recording has spoken.",
    "callback": "`on callback offer`: they offer to call back.",
    "offer": "`on callback offer`: they offer to call back.",
    "voicemail": "`on voicemail`: a mailbox has answered.",
    "closed": "`on closed`: they say that they are closed.",
    "beep": "`on beep`: a beep, as before a recording.",
    "silence": "`on silence 6s`: nothing has been heard for so long.",
    "timeout": "`on timeout`: the step's time is over.",
    "busy": "`on busy`: a device was busy.",
    "nobody": "`on nobody`: no device answered.",
    "hangup": "`on hangup`: the far end hangs up.",
    "unmatched": "`on unmatched`: the step's time is over, and words were said that no clause matched.",
    "uncertain": "`on uncertain`: somebody speaks, and may be a person: ask, or ring early.",
    "press": "`on press 3`: the caller presses this key; `on press 4 digits`: any four.",
}
"""Words behind `on`, and behind an `or` that follows."""
