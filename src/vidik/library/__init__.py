"""What `import vidik` offers: cameras, views and what they mean, for a notebook or a script.

What is made here is the user's own, and nothing in it is withheld but what stands at places of the
deny-list. What is published goes through `vidik build` and its gate (``docs/publication.md``).
"""
