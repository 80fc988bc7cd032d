"""The section `lists`: images, history and ps beside docker's client, and with ten and with a thousand of each."""
import os, sqlite3, subprocess


def measure(bench, compare):
    small, large = (filled(bench, count) for count in (10, 1000))
    strata = bench.options.strata
    runs = max(bench.options.runs, 21)
    peer = docker(bench) if bench.docker else {}
    for command in ("images", "history busybox:bench", "ps -a"):
        contenders = {"strata": (f"STRATA_ROOT={small} {strata} {command}", None)}
        if command in peer:
            contenders["docker"] = peer[command]
        compare(f"{command.split()[0]}: ten images and containers", runs, contenders, {"docker": 1 / 3})
    for command in ("images", "images -q", "history busybox:bench", "ps", "ps -a", "inspect busybox:bench"):
        compare(f"{command}: a thousand images and containers against ten", runs, {
            "strata": (f"STRATA_ROOT={large} {strata} {command}", None),
            "ten": (f"STRATA_ROOT={small} {strata} {command}", None),
        }, {})


def docker(bench):
    """docker's client, the newest there is, with ten names of images and ten containers."""
    newer = "/usr/local/bin/docker"
    client = f"DOCKER_HOST={bench.docker.socket} {newer if os.path.exists(newer) else '/usr/bin/docker'}"
    script = (f"for i in $(seq 9); do {client} tag busybox:bench list$i:1; done; "
              f"for i in $(seq 10); do {client} create --name list$i --network none busybox:bench true; done")
    subprocess.run(f"export DOCKER_HOST={bench.docker.socket}; {script}", shell=True, check=True, stdout=subprocess.DEVNULL)
    return {command: (f"{client} {command}", None) for command in ("images", "history busybox:bench", "ps -a")}


def filled(bench, count):
    """A store with that many images and ended containers: one made by strata, the others copied in its database."""
    root = f"{bench.root}/lists-{count}"
    environment = dict(os.environ, STRATA_ROOT=root)
    for arguments in (["import", f"{bench.works}/busybox.tar", "busybox:bench"], ["run", "--name", "first", "busybox:bench", "true"]):
        subprocess.run([bench.options.strata, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    database = sqlite3.connect(f"{root}/strata.db")
    multiply(database, "images", "manifest", count, also="configuration")
    multiply(database, "containers", "id", count, also="name")
    [manifests] = [database.execute("SELECT manifest FROM images").fetchall()]
    layers = database.execute("SELECT position, layer, blob FROM image_layers").fetchall()
    for number, (manifest,) in enumerate(manifests):
        database.executemany("INSERT OR IGNORE INTO image_layers VALUES (?, ?, ?, ?)", [(manifest, *layer) for layer in layers])
        database.execute("INSERT OR IGNORE INTO tags VALUES (?, ?)", (f"docker.io/library/image{number}:1", manifest))
    database.commit()
    database.close()
    return root


def multiply(database, table, key, count, also):
    """Copies the one row of a table, each copy with a key and a second unique column of its own."""
    cursor = database.execute(f"SELECT * FROM {table}")
    columns = [column[0] for column in cursor.description]
    row = dict(zip(columns, cursor.fetchone()))
    for number in range(1, count):
        copy = dict(row)
        if isinstance(row[key], bytes):
            copy[key], copy[also] = os.urandom(32), os.urandom(32)
        else:
            copy[key], copy[also] = os.urandom(32).hex(), f"{row[also]}{number}"
        marks = ", ".join("?" for _ in columns)
        database.execute(f"INSERT INTO {table} VALUES ({marks})", [copy[column] for column in columns])
