"""runtime waits: calls, audio, engines, peers. What to do is decided in `holdlang`; here it is done, under trio."""
