"""What no list has: how many cameras, whether that can be said at all, and what would tell."""
