"""The loops of reconciliation, compiled: arrays in, arrays out, no checks."""
