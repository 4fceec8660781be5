"""All contests that are short, one after the other: ``python -m bench``."""

from bench import overlap, streets, views, walks
from bench.rounds import machine, run

print(machine())
for module in (views, streets, overlap, walks):
    run(module.__name__, module.CASES)
