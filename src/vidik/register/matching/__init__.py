"""Two lists of cameras, reconciled: which rows are the same camera, and how sure that is."""
