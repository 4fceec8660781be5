"""Loops over the walking network: arrays in, arrays filled, nothing checked."""
