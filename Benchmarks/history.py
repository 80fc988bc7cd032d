"""The sections `why` and `cache`: questions to a store with a thousand builds, or with ten thousand entries in its cache."""
import os, sqlite3, subprocess


def why(bench, compare, rows):
    """`strata why` and `builds ls` with a thousand builds of thirty steps each, the last of which missed most."""
    root, context = f"{bench.root}/why", f"{bench.root}/why-context"
    os.makedirs(context)
    write(f"{context}/a.txt", "one\n")
    steps = [f"RUN echo {number} > /file{number}" for number in range(27)]
    write(f"{context}/Dockerfile", "\n".join(["FROM busybox:bench", "COPY . /context", *steps, ""]))
    build = ["build", "-qt", "why", context]
    strata(bench, root, "import", f"{bench.works}/busybox.tar", "busybox:bench")
    strata(bench, root, *build)
    database = sqlite3.connect(f"{root}/strata.db")
    copy(database, "builds", 998, number=lambda index: 1 + index, id=lambda index: f"{index:025d}")
    copy(database, "build_steps", 998, build=lambda index: 1 + index)
    database.commit()
    database.close()
    write(f"{context}/a.txt", "two, and longer\n")
    strata(bench, root, *build)
    ask(bench, compare, rows, root, ("why last", "why --format json last", "why --step 12 last", "builds ls", "builds inspect"), {
        "why last": 0.05, "why --format json last": 0.05, "why --step 12 last": 0.05})


def cache(bench, compare, rows):
    """`cache ls` and a dry run of `cache prune` with ten thousand layers, each a directory with a file, and their records."""
    root, context = f"{bench.root}/many", f"{bench.root}/many-context"
    os.makedirs(context)
    write(f"{context}/Dockerfile", "FROM busybox:bench\nRUN echo x > /file\n")
    strata(bench, root, "import", f"{bench.works}/busybox.tar", "busybox:bench")
    strata(bench, root, "build", "-qt", "many", context)
    strata(bench, root, "rmi", "many")
    database = sqlite3.connect(f"{root}/strata.db")
    [(layer,)] = database.execute("SELECT layer FROM cache_records WHERE kind = 'run'").fetchall()
    numbers = range(layer + 1, layer + 10_000)
    copy(database, "layers", 9_999, f"id = {layer}", id=lambda index: numbers[index - 1],
         diff_id=lambda _: os.urandom(32), content_digest=lambda _: os.urandom(32))
    copy(database, "cache_records", 9_999, "kind = 'run'", layer=lambda index: numbers[index - 1], key=lambda _: os.urandom(32),
         content_digest=lambda _: os.urandom(32), below=lambda _: os.urandom(32))
    database.commit()
    database.close()
    for number in numbers:
        os.mkdir(f"{root}/layers/{number}")
        write(f"{root}/layers/{number}/file", "x\n")
    ask(bench, compare, rows, root, ("cache ls", "cache prune --dry-run"), {})


def ask(bench, compare, rows, root, commands, limits):
    """Times commands on a store, beside one that looks at nothing and one that opens the store and lists one image."""
    environment = f"STRATA_ROOT={root} {bench.options.strata}"
    for command in commands:
        medians = compare(command, max(bench.options.runs, 21), {
            "strata": (f"{environment} {command}", None), "strata version": (f"{environment} version", None),
            "strata images": (f"{environment} images -q busybox:bench", None),
        }, {})
        if command in limits:
            ratio = medians["strata"] / limits[command]
            verdict = "reached" if ratio < 1 else "NOT REACHED"
            print(f"  {medians['strata'] * 1000:.1f} ms  wanted < {limits[command] * 1000:.0f}  {verdict}", flush=True)
            rows.append({"benchmark": command, "against": "50 ms", "ratio": ratio, "limit": 1})


def strata(bench, root, *arguments):
    subprocess.run([bench.options.strata, *arguments], env=dict(os.environ, STRATA_ROOT=root), check=True, stdout=subprocess.DEVNULL)


def write(path, text):
    with open(path, "w") as handle:
        handle.write(text)


def copy(database, table, count, where="1", **changes):
    """Copies one row of a table, each time with other values in some columns: `changes` gives them for 1, 2, 3 …"""
    cursor = database.execute(f"SELECT * FROM {table} WHERE {where} LIMIT 1")
    columns = [column[0] for column in cursor.description]
    row = dict(zip(columns, cursor.fetchone()))
    marks = ", ".join("?" for _ in columns)
    for index in range(1, count + 1):
        values = {**row, **{name: value(index) for name, value in changes.items()}}
        database.execute(f"INSERT INTO {table} VALUES ({marks})", [values[column] for column in columns])
