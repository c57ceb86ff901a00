"""What `tests.bench.server` measures, one part a file. Not responsible for judging the figures."""
