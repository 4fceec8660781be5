"""What error rates of face recognition are, and what they would mean; nothing here sees a face."""
