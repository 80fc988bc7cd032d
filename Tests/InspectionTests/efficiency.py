"""efficiency.py [--dive] LAYER.tar...: dive's numbers, computed a second time and in another way than Strata does.

Without --dive by the definition; with it as dive's code does it, with its trees of nodes and its errors.
Prints the score, the wasted bytes, the bytes of all layers and of all but the lowest, and the wasted paths."""
import json
import posixpath
import sys
import tarfile


def entries(path):
    with tarfile.open(path, errorlevel=2, encoding="utf-8", errors="surrogateescape") as archive:
        for member in archive:
            name = posixpath.normpath(member.name)
            if name != ".":
                # Python gives the size of what a hard link names; the header says 0.
                yield name.strip("/"), 0 if not member.isreg() else member.size, member.isdir()


def parts(name):
    directory, base = posixpath.split(name)
    return directory, base


def by_definition(layers):
    stack, seen, totals = {}, {}, []
    for layer in layers:
        tree, total = {}, 0
        for name, size, is_dir in entries(layer):
            total += size
            if any(part.startswith(".wh..wh.") for part in name.split("/")):
                # What is left out still is in a directory.
                kept = []
                for part in name.split("/"):
                    if part.startswith(".wh..wh."):
                        break
                    kept.append(part)
                if kept:
                    tree.setdefault("/".join(kept), (0, True))
                continue
            tree[name] = (size, is_dir)
        totals.append(total)
        parents = set()
        for name in tree:
            while "/" in name:
                name = posixpath.dirname(name)
                parents.add(name)
        below = dict(stack)
        for name in set(tree) | parents:
            directory, base = parts(name)
            size = tree.get(name, (0, True))[0]
            path = name
            if base.startswith(".wh."):
                path = posixpath.join(directory, base[4:])
                size = 0
                if below.get(path, (0, False))[1]:
                    size = sum(s for p, (s, d) in below.items() if p == path or p.startswith(path + "/"))
            if name not in parents:
                seen.setdefault(path, []).append(size)
        for name in set(tree) | parents:
            directory, base = parts(name)
            if base.startswith(".wh."):
                remove(stack, posixpath.join(directory, base[4:]))
        for name in set(tree) | parents:
            if not parts(name)[1].startswith(".wh."):
                if name not in tree:
                    if not stack.get(name, (0, False))[1]:
                        stack[name] = (0, True)
                else:
                    stack[name] = tree[name]
    return numbers({path: (min(sizes), sum(sizes), len(sizes)) for path, sizes in seen.items()}, totals)


def remove(stack, path):
    for name in [name for name in stack if name == path or name.startswith(path + "/")]:
        del stack[name]


class Node:
    def __init__(self, parent=None, name="", size=0, is_dir=False):
        self.parent, self.name, self.size, self.is_dir, self.children = parent, name, size, is_dir, {}

    def path(self):
        names, node = [], self
        while node.parent is not None:
            name = node.name
            if node is self and name.startswith(".wh."):
                name = name[4:]
            names.insert(0, name)
            node = node.parent
        return "/".join(names)

    def visit(self, visitor, wanted=lambda node: True):
        for name in sorted(self.children, key=lambda name: name.encode("utf-8", "surrogateescape")):
            self.children[name].visit(visitor, wanted)
        if self.parent is not None and wanted(self):
            visitor(self)

    def find(self, path):
        node = self
        for name in path.split("/"):
            node = node.children[name]
        return node

    def add(self, path, size, is_dir):
        node = self
        names = path.split("/")
        for index, name in enumerate(names):
            if name in node.children:
                node = node.children[name]
            else:
                if name.startswith(".wh..wh."):
                    return
                node.children[name] = Node(node, name)
                node = node.children[name]
            if index == len(names) - 1:
                node.size, node.is_dir = size, is_dir

    def copy(self, parent=None):
        new = Node(parent, self.name, self.size, self.is_dir)
        new.children = {name: child.copy(new) for name, child in self.children.items()}
        return new


def as_dive(layers):
    trees, totals, seen = [], [], {}
    for layer in layers:
        tree = Node()
        totals.append(0)
        for name, size, is_dir in entries(layer):
            totals[-1] += size
            tree.add(name, size, is_dir)
        trees.append(tree)

    def stacked(last):
        result = trees[0].copy()
        for tree in trees[: last + 1]:

            def graft(node):
                if node.name.startswith(".wh."):
                    try:
                        gone = result.find(node.path())
                        del gone.parent.children[gone.name]
                    except KeyError:
                        pass
                else:
                    result.add(node.path(), node.size, node.is_dir)

            tree.visit(graft)
        return result

    for number, tree in enumerate(trees):

        def visitor(node):
            data = seen.setdefault(node.path(), [-1, 0, 0])
            size = node.size
            if node.name.startswith(".wh."):
                size = 0
                before = stacked(number - 1).find(node.path())
                if before.is_dir:
                    sizes = []
                    before.visit(lambda inner: sizes.append(inner.size))
                    size = sum(sizes)
            data[1] += size
            if data[0] < 0 or size < data[0]:
                data[0] = size
            data[2] += 1

        try:
            tree.visit(visitor, lambda node: not node.children)
        except KeyError:
            pass
    return numbers({path: tuple(data) for path, data in seen.items()}, totals)


def numbers(seen, totals):
    least = sum(smallest for smallest, _, _ in seen.values())
    total = sum(size for _, size, _ in seen.values())
    wasted = {path: size for path, (_, size, count) in seen.items() if count > 1}
    return {
        "score": least / total if total else 1.0,
        "wasted": sum(wasted.values()),
        "total": sum(totals),
        "user": sum(totals[1:]),
        "paths": len(wasted),
    }


if __name__ == "__main__":
    arguments = sys.argv[1:]
    compute = by_definition
    if arguments[0] == "--dive":
        compute, arguments = as_dive, arguments[1:]
    print(json.dumps(compute(arguments)))
