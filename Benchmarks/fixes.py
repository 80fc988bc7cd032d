#!/usr/bin/env python3
"""Builds the corpus of `strata fix` with its fixes and without, and prints the table of docs/fix.md.

fixes.py [--strata PROGRAM] [--root STORE] [NAME...]

Every Dockerfile of Tests/FixesTests/Corpus that stands on debian:bookworm or scratch alone and for which there is a fix is given to
`strata fix --verify`. A base image is made with mmdebstrap where the store has none. A row tells which fixes were kept, the bytes of the image
and the milliseconds of a build after an edit of a source file, before and after.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "Tests", "FixesTests", "Corpus")


def bases(text):
    """The images behind FROM, stages left out."""
    stages, found = set(), set()
    for line in text.splitlines():
        words = line.split()
        if words and words[0].upper() == "FROM":
            names = [word for word in words[1:] if not word.startswith("--")]
            if names[0] not in stages:
                found.add(names[0])
            if len(names) == 3:
                stages.add(names[2])
    return found


def base_image(strata, environment):
    if subprocess.run([strata, "inspect", "debian:bookworm"], env=environment, capture_output=True).returncode == 0:
        return
    with tempfile.TemporaryDirectory() as directory:
        archive = os.path.join(directory, "debian.tar")
        subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", "bookworm", archive], check=True)
        subprocess.run([strata, "import", archive, "debian:bookworm"], env=environment, check=True)


def measure(strata, environment, name):
    with tempfile.TemporaryDirectory() as directory:
        context = os.path.join(directory, name)
        shutil.copytree(os.path.join(CORPUS, name), context)
        result = subprocess.run(
            [strata, "fix", "--verify", "--offline", "--format", "json", "."],
            cwd=context, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        print(f"{name}: {result.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(result.stdout)


def change(before, after):
    return 100 * (after - before) / before if before else 0


def row(name, document):
    made = sorted({fix["name"] for fix in document["fixes"] if fix["made"]})
    refused = [f"{fix['name']}: {fix['refusal']}" for fix in document["fixes"] if "refusal" in fix]
    for text in refused:
        print(f"{name}: not kept: {text}", file=sys.stderr)
    proof = document.get("proof")
    if not proof:
        return None, None
    size, rebuild = proof["size"], proof.get("rebuildMilliseconds")
    changes = [change(size["before"], size["after"])]
    cells = [f"{size['before'] / 1e6:.0f} → {size['after'] / 1e6:.0f} MB ({changes[0]:+.0f} %)"]
    if rebuild:
        changes.append(change(rebuild["before"], rebuild["after"]))
        cells.append(f"{rebuild['before'] / 1e3:.1f} → {rebuild['after'] / 1e3:.1f} s ({changes[1]:+.0f} %)")
    else:
        cells.append("")
    return f"| `{name}` | {', '.join(made)} | {' | '.join(cells)} |", min(changes)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strata", default=os.path.join(HERE, "..", ".build", "release", "strata"))
    parser.add_argument("--root", default=None)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    own = None if options.root else tempfile.mkdtemp()
    environment = dict(os.environ, STRATA_ROOT=options.root or own)
    try:
        base_image(options.strata, environment)
        best = []
        print("| Dockerfile | fixes | size | build after an edit |\n| --- | --- | --- | --- |")
        for name in options.names or sorted(os.listdir(CORPUS)):
            with open(os.path.join(CORPUS, name, "Dockerfile"), encoding="utf-8", newline="") as file:
                text = file.read()
            found = bases(text)
            if not found or not found <= {"debian:bookworm", "scratch", "${BASE}"}:
                continue
            document = measure(options.strata, environment, name)
            line, gain = row(name, document) if document else (None, None)
            if line:
                print(line, flush=True)
                best.append(-gain)
        if best:
            print(f"\n{len(best)} Dockerfiles; the median of what each gains in size or time, whichever is more: {statistics.median(best):.0f} %")
    finally:
        if own:
            shutil.rmtree(own, ignore_errors=True)


if __name__ == "__main__":
    main()
