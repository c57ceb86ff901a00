"""Running the tests of .hold files, for `holdlang test`: `collecting` finds them, one of the `ways` makes their calls
(`bysip` is another), `reporting` tells what came of each and `covering` what they reached; `running` does one after the
other, and `exploring` goes beyond what is tested.

Not responsible for options (`holdlang.cli.test`), for judging calls (`holdlang.trials`) or for making them (`runtime`).
"""
