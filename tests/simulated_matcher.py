"""A matcher whose error rates are known: people are numbers in pictures, and scores are drawn.

Two pictures of one person have a score from a normal distribution about 2, of two people about 0,
both with a deviation of 1; the same two pictures always have the same. It stands in a process of
its own, or behind a server; `Simulated.said` answers in the protocol of `vidik.outside.matcher`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import sys
import time
from pathlib import Path
from statistics import NormalDist

MATED = 2.0


def picture_of(subject: int, number: int) -> bytes:
    """Return a picture of nobody: two numbers in its first pixels."""
    from PIL import Image

    image = Image.new("RGB", (4, 4))
    for i, value in enumerate((subject, number)):
        image.putpixel((i, 0), (value >> 16 & 255, value >> 8 & 255, value & 255))
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def seen(image: str) -> tuple[int, int]:
    """Return whom a picture shows."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(image))) as opened:
        values = [opened.convert("RGB").getpixel((i, 0)) for i in (0, 1)]
    subject, number = ((r << 16) + (g << 8) + b for r, g, b in values)
    return subject, number


def score(one: tuple[int, int], other: tuple[int, int], salt: int = 0) -> float:
    """Return how alike two pictures are."""
    text = f"{salt} {sorted((one, other))}".encode()
    share = (int.from_bytes(hashlib.sha256(text).digest()[:7]) + 0.5) / 2.0**56
    return NormalDist(MATED if one[0] == other[0] else 0.0).inv_cdf(share)


def write_people(folder: Path, people: int, *, strangers: int = 0, groups: int = 1) -> Path:
    """Write pictures of nobody, enrolled and asked about or only that, and their manifest."""
    rows = ["file,subject,group,role,consent"]
    for i in range(people + strangers):
        roles = ("gallery", "probe") if i < people else ("probe",)
        for number, role in enumerate(roles):
            name = f"subject{i}-{role}.png"
            (folder / name).write_bytes(picture_of(i, number))
            rows.append(f"{name},P{i:04},G{i % groups},{role},synthetic: numbers")
    manifest = folder / "manifest.csv"
    manifest.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return manifest


class Simulated:
    """What it knows: who is enrolled."""

    def __init__(self, salt: int = 0) -> None:
        self.enrolled: dict[str, tuple[int, int]] = {}
        self.salt = salt

    def said(self, question: dict) -> dict:
        """Return the answer to a question."""
        name = question["question"]
        if question["ask"] == "compare":
            one, other = map(seen, question["images"])
            return {"question": name, "score": score(one, other, self.salt)}
        shown = seen(question["image"])
        if question["ask"] == "enrol":
            self.enrolled[name] = shown
            return {"question": name, "enrolled": True}
        return {
            "question": name,
            "candidates": [
                {"enrolled": key, "score": score(shown, other, self.salt)}
                for key, other in self.enrolled.items()
            ],
        }


def main(manner: str, *arguments: str) -> None:
    """Answer lines until there are no more, honestly or not."""
    matcher = Simulated(int(arguments[0]) if manner == "honest" and arguments else 0)
    for number, line in enumerate(sys.stdin, start=1):
        question = json.loads(line)
        said = matcher.said(question)
        text = json.dumps(said)
        if manner == "dies" and number % int(arguments[0]) == 0:
            sys.exit(3)
        elif manner == "dies on" and question["question"] == arguments[0]:
            os._exit(1)
        elif manner == "slow" and number == 2:
            time.sleep(float(arguments[0]))
        elif manner == "nan":
            text = json.dumps(said | {"score": float("nan")})
        elif manner == "huge":
            text = json.dumps(said | {"padding": "x" * 2**21})
        elif manner == "endless":
            while True:
                sys.stdout.write("x" * 2**16)
        elif manner == "chatter":
            while True:
                print(json.dumps({"question": "nobody asked"}), flush=True)
        elif manner == "twice":
            text = f"{text}\n{text}"
        elif manner == "unasked":
            text = json.dumps({"question": "0" * 24, "score": 9.0}) + "\n" + text
        elif manner == "falters" and number > 1:
            text = "nothing"
        elif manner == "words":
            text = arguments[0]
        elif manner == "drip":
            for letter in text:
                print(letter, end="", flush=True)
                time.sleep(0.2)
        elif manner == "environment":
            text = json.dumps(said | {"score": float(arguments[0] in os.environ)})
        elif manner == "folder":
            text = json.dumps(said | {"score": float(len(list(Path.cwd().iterdir())))})
        elif manner == "deaf":
            time.sleep(60)
        elif manner == "complains":
            sys.stderr.write("x" * 2**20)
        print(text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
