"""Results in, figures, pages, tables and pictures out, through one publication gate."""
