"""What comes of a test: what it expects held against what a call did, whichever way the call was made.

Pure: it reads call logs. Not responsible for making calls (`runtime.rehearse`) or for finding tests (`holdlang.load`).
"""
