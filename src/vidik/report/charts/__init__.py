"""Charts: figures as pictures, the same on a page, in a file of their own and in a notebook."""
