"""What is remembered of the recordings that a company plays, from one call to the next. Never sound, and nothing of a
person.

Not responsible for hearing (`runtime.hearing`): that is handed the recordings, and knows them again.
"""
