"""What the views mean for people."""
