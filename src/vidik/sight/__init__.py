"""What cameras see."""
