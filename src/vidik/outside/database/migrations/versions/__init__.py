"""One revision of the register each, in order."""
