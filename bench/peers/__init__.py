"""What one would use instead of Vidik's engine."""
