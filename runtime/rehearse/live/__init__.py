"""A flow against trees in real time: a SIP call with sound, to a company and phones in processes of their own.

The same as `runtime.rehearse.virtual`, with everything that a recogniser mishears and a line loses.
"""
