"""What `holdlang learn` does: explore by a call, learn from logs, write files. The command is `holdlang.cli.learn`."""
