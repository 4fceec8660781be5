"""The server of a built observatory."""
