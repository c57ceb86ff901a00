"""The published benchmark of hearing: whole waits on hold, assembled from recordings; HEARING.md says how and how good.

    python -m tests.bench.hearing --help

`assembly` makes calls with their truth (`calls`), `listening` plays them to detectors (`baselines`, `ours`), `figures`
and `ears` count, `report` tells. Not responsible for the figures of tones, which are those of `tests.bench.tones`.
"""
