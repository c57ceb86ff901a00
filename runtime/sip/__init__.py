"""Calls over SIP and RTP: the `Telephone` and `Leg` of `runtime.ports`, built on PJSUA2.

Not responsible for deciding anything about a call. This package is the sole importer of `pjsua2`.
"""
