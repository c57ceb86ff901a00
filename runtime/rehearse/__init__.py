"""The far end of a rehearsal: trees played over legs, as real SIP endpoints in processes of their own.

Not responsible for the language of trees (`holdlang.model.tree`), nor for the call that is rehearsed.
"""
