"""What the names in a file mean: labels, devices, variables, and flows and trees of other files."""
