"""The workloads, the same bytes on every machine.

w2  COPY of 20,000 small files (200 directories, 8 KiB on average)
w3  COPY of one 1 GiB file, half of it compressible
w5  thirty RUN steps that each write one small file
w8  eight stages, sixty instructions, over the context of w2
"""
import os, random, subprocess


def text(rng, words, size):
    out = bytearray()
    while len(out) < size:
        out += rng.choice(words) + b" "
    return bytes(out[:size])


def busybox(path):
    """A root file system of Debian's static busybox."""
    root = path + ".root"
    for name in ("bin", "etc", "dev", "proc", "sys", "tmp", "root", "usr/bin", "var"):
        os.makedirs(f"{root}/{name}", exist_ok=True)
    os.chmod(root, 0o755)
    os.chmod(f"{root}/tmp", 0o1777)
    for applet in subprocess.run(["/bin/busybox", "--list"], check=True, capture_output=True, text=True).stdout.split():
        if not os.path.lexists(f"{root}/bin/{applet}"):
            os.symlink("busybox", f"{root}/bin/{applet}")
    subprocess.run(f"rm -f {root}/bin/busybox && cp /bin/busybox {root}/bin/busybox", shell=True, check=True)
    with open(f"{root}/etc/passwd", "w") as handle:
        handle.write("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n")
    with open(f"{root}/etc/group", "w") as handle:
        handle.write("root:x:0:\nnogroup:x:65534:\n")
    subprocess.run(["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@1700000000", "-C", root,
                    "-cf", path, "."], check=True)


def stages():
    """Eight stages that each copy, run and label, the later ones taking a file from the one before."""
    lines = []
    for stage in range(8):
        lines += [f"FROM busybox:bench AS s{stage}", f"ARG V{stage}=1", f"ENV STAGE={stage}", f"WORKDIR /w{stage}",
                  f"COPY src/d{stage} ./d", f"RUN echo {stage} > r{stage}", f"LABEL stage{stage}=yes"]
        if stage:
            lines.append(f"COPY --from=s{stage - 1} /w{stage - 1}/r{stage - 1} ./prev")
    return lines + ["COPY src /all", 'CMD ["sh"]']


def make(top):
    """Makes all workloads below `top`, once; gives `top`."""
    if os.path.exists(f"{top}/made"):
        return top
    for name in ("w2/src", "w3", "w5", "w8"):
        os.makedirs(f"{top}/{name}", exist_ok=True)
    busybox(f"{top}/busybox.tar")
    rng = random.Random(2026)
    words = [bytes(rng.choices(range(97, 123), k=rng.randint(3, 9))) for _ in range(4000)]
    for directory in range(200):
        os.makedirs(f"{top}/w2/src/d{directory}", exist_ok=True)
        for file in range(100):
            with open(f"{top}/w2/src/d{directory}/f{file}.txt", "wb") as handle:
                handle.write(text(rng, words, rng.randint(0, 16384)))
    with open(f"{top}/w3/big.bin", "wb") as handle:
        for index in range(1024):
            handle.write(rng.randbytes(1 << 20) if index % 2 else text(rng, words, 1 << 16) * 16)
    subprocess.run(["cp", "-a", f"{top}/w2/src", f"{top}/w8/src"], check=True)
    for name, lines in {
        "w2": ["FROM busybox:bench", "COPY src /src"],
        "w3": ["FROM busybox:bench", "COPY big.bin /big.bin"],
        "w5": ["FROM busybox:bench"] + [f"RUN echo step {index} > /step{index}" for index in range(30)],
        "w8": stages(),
    }.items():
        with open(f"{top}/{name}/Dockerfile", "w") as handle:
            handle.write("\n".join(lines) + "\n")
    open(f"{top}/made", "w").close()
    return top
