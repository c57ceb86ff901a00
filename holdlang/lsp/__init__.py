"""The language server: what an editor asks about .hold files, answered over the Language Server Protocol.

Not responsible for finding mistakes (`holdlang.load`), for layout (`holdlang.fmt`) or for the protocol itself (pygls,
an extra dependency). Nothing here needs a text that can be parsed: while somebody types, it never can.
"""
