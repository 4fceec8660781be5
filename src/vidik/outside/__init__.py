"""The only package that touches disk, clock, processes and terminals."""
