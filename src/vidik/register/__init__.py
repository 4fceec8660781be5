"""Tags in, cameras, buildings and streets out; what was not understood comes back."""
