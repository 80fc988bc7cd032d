"""The section `lists`: images, history and ps beside docker's client, with ten and with a thousand of each."""
import http.client, json, os, socket, sqlite3, subprocess

AGAINST_DOCKER = ("images", "history busybox:bench", "ps -a")
COMMANDS = ("images", "images -q", "history busybox:bench", "ps", "ps -a", "inspect busybox:bench")


def measure(bench, compare):
    small, large = (filled(bench, count) for count in (10, 1000))
    strata = bench.options.strata
    runs = max(bench.options.runs, 21)
    few = {}
    fill_docker(bench, 1, 10)
    for command in COMMANDS:
        contenders = {"strata": (f"STRATA_ROOT={small} {strata} {command}", None), **docker(bench, command)}
        limit = {"docker": 1 / 3} if command in AGAINST_DOCKER else {}
        few[command] = compare(f"{command}: ten images and containers", runs, contenders, limit)
    fill_docker(bench, 10, 1000)
    for command in COMMANDS:
        many = compare(f"{command}: a thousand images and containers", runs, {
            "strata": (f"STRATA_ROOT={large} {strata} {command}", None),
            "ten": (f"STRATA_ROOT={small} {strata} {command}", None), **docker(bench, command),
        }, {"docker": 1 / 3} if command in AGAINST_DOCKER else {})
        if "docker" in many:
            print(f"  docker's own: a thousand / ten = {many['docker'] / few[command]['docker']:.2f}", flush=True)


def docker(bench, command):
    """The same command of docker's client, the newest there is."""
    newer = "/usr/local/bin/docker"
    client = newer if os.path.exists(newer) else "/usr/bin/docker"
    return {"docker": (f"DOCKER_HOST={bench.docker.socket} {client} {command}", None)} if bench.docker else {}


class Engine(http.client.HTTPConnection):
    """docker's API at its socket: a thousand runs of the client would take minutes."""

    def __init__(self, path):
        super().__init__("docker")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def post(self, path, body):
        self.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.getresponse()
        text = answer.read().decode()
        if answer.status >= 300:
            raise SystemExit(f"benchmark: docker answers {answer.status} to {path}: {text}")
        return json.loads(text)


def fill_docker(bench, low, high):
    """Gives docker containers and images with the numbers of a range; each image has one name and an ID of its own."""
    if not bench.docker:
        return
    # A section before may have removed it.
    bench.docker.load(f"{bench.works}/busybox.tar", "busybox:bench")
    engine = Engine(bench.docker.socket.removeprefix("unix://"))
    create = {"Image": "busybox:bench", "Cmd": ["true"], "HostConfig": {"NetworkMode": "none"}}
    for number in range(low, high):
        container = engine.post(f"/containers/create?name=list{number}", create)["Id"]
        engine.post(f"/commit?container={container}&repo=list{number}&tag=1&pause=0", {"Labels": {"number": str(number)}})


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
        database.execute("INSERT OR IGNORE INTO tags (reference, manifest) VALUES (?, ?)", (f"docker.io/library/image{number}:1", manifest))
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
