"""The section `stages`: ten independent stages of one CPU-second each, beside two processes that burn as much."""
import os, subprocess, time


def measure(bench, compare):
    count = calibrated()
    context = os.path.join(bench.root, "stages")
    os.makedirs(context, exist_ok=True)
    with open(os.path.join(context, "Dockerfile"), "w") as handle:
        for stage in range(10):
            handle.write(f"FROM busybox:bench AS s{stage}\nRUN {loop(count)}; echo {stage} > /out\n")
        handle.write("FROM scratch\n")
        for stage in range(10):
            handle.write(f"COPY --from=s{stage} /out /{stage}\n")
    # The ideal has no containers, no layers and no image; the same shell does the same counting five times on each core.
    five = "; ".join([f"busybox sh -c '{loop(count)}'"] * 5)
    compare("ten stages of one CPU-second each, on two cores", bench.options.runs, {
        "strata": (f"{bench.strata} build -q --no-cache --jobs 2 -t bench-stages {context}", None),
        "two shells": (f"({five}) & ({five}) & wait", None),
    }, {"two shells": 1.15})


def loop(count):
    return f"i=0; while [ $i -lt {count} ]; do i=$((i+1)); done"


def calibrated():
    """How far busybox's shell counts in a second of this machine."""
    count, best = 200000, None
    for _ in range(3):
        start = time.monotonic()
        subprocess.run(["busybox", "sh", "-c", loop(count)], check=True)
        seconds = time.monotonic() - start
        best = seconds if best is None else min(best, seconds)
    return int(count / best)
