"""The section `scan`: a directory of programs, libraries and texts searched for credentials, beside what reading and hashing it takes."""
import os, shutil, subprocess


def measure(bench, compare, rows):
    tree = f"{bench.root}/scan"
    size = collect(tree)
    # Read once before, so that the disk does not count for anybody.
    scan, warm = f"{bench.options.strata} scan --exit-code 0 --format json {tree}", f"find {tree} -type f -exec cat {{}} +"
    medians = compare(f"scan: {size >> 20} MB of programs and texts, strata on one core", max(bench.options.runs, 5), {
        "strata": (f"taskset -c 0 {scan}", warm),
        "strata on all cores": (scan, warm),
        "sha256sum": (f"find {tree} -type f -print0 | xargs -0 cat | sha256sum", None),
        "grep -c": (f"grep -rcaF -e AKIA -e PRIVATE -e password {tree}", None),
    }, {})
    opened = inflated(tree)
    rate = (size + opened) / 1e6 / medians["strata"]
    print(f"  with {opened >> 20} MB out of compressed texts: {rate:.0f} MB a second on one core  wanted >= 300  "
          f"{'reached' if rate >= 300 else 'NOT REACHED'}", flush=True)
    print(f"  files as they lie: {size / 1e6 / medians['strata']:.0f} MB a second", flush=True)
    rows.append({"benchmark": "scan", "against": "300 MB/s", "ratio": 300 / rate, "limit": 1})


def inflated(tree):
    """How many bytes are in the compressed texts, which are searched beside the files themselves."""
    command = f"find {tree} -type f -name '*.gz' -exec gzip -dc {{}} + 2>/dev/null | wc -c"
    return int(subprocess.run(command, shell=True, capture_output=True, text=True).stdout)


def collect(tree):
    """Half a gigabyte of this machine's files, as they are in images; the number of their bytes."""
    total = 0
    for top, limit in (("/usr/lib/x86_64-linux-gnu", 200 << 20), ("/usr/bin", 100 << 20), ("/usr/share", 150 << 20), ("/usr/lib/python3", 50 << 20)):
        part = 0
        for directory, _, names in os.walk(top):
            for name in sorted(names):
                path = os.path.join(directory, name)
                if os.path.islink(path) or not os.path.isfile(path) or part > limit:
                    continue
                target = tree + path
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copyfile(path, target)
                part += os.path.getsize(path)
        total += part
    return total
