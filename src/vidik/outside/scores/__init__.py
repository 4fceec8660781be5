"""Files of scores, as people have them: comparisons of two samples, and searches in a gallery.

`parts` opens a file as parts of a table, whatever its format; `columns` says what is in a column,
and what is not; `comparisons` and `searches` make values of it. `lists` reads two lists of numbers.
"""
