"""Frozen values that check themselves; everything else is computed from them."""
