"""A disk that behaves as users' do: a fresh ext4 with a journal on a loop device, gone when the benchmark ends."""
import contextlib, os, subprocess


@contextlib.contextmanager
def mounted(directory, size="30G"):
    os.makedirs(directory, exist_ok=True)
    image = directory + ".img"
    subprocess.run(["truncate", "-s", size, image], check=True)
    try:
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, directory], check=True)
        try:
            yield directory
        finally:
            subprocess.run(["umount", "-R", "-l", directory], check=False)
    finally:
        os.unlink(image)
