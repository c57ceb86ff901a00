"""One call in a process of its own, which outlives whoever started it: a call that has waited for an hour must survive
the server.

`python -m runtime.callprocess` loads everything, says that it stands by, reads one `Order` from standard input, answers
where the call's folder is, and makes the call. Not responsible for starting it or for following its log
(`runtime.supervisor`).
"""

LOAD = "--load-recogniser"
"""The option by which the process has the recogniser that comes with us loaded before there is an order."""
