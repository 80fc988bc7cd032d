import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("Pulling eStargz by files", .needs("docker-registry"), .needs("umoci"), .needs("python3"))
    struct StargzPullTests {
        let registry: RegistryServer
        let fixture: Fixture
        let other: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app"
            try fixture.write("stargz.py", Self.converting)
        }

        /// Makes the one layer of an image in a layout eStargz (stargz-snapshotter, docs/estargz.md), the headers of its tar as they
        /// are.
        private static let converting = #"""
            import gzip, hashlib, io, json, struct, sys, tarfile, time, base64
            layout, tag = sys.argv[1:]
            sha = lambda data: "sha256:" + hashlib.sha256(data).hexdigest()
            path = lambda digest: layout + "/blobs/sha256/" + digest[7:]
            index = json.load(open(layout + "/index.json"))
            entry = [e for e in index["manifests"] if e["annotations"]["org.opencontainers.image.ref.name"] == tag][0]
            manifest = json.load(open(path(entry["digest"])))
            config = json.load(open(path(manifest["config"]["digest"])))
            packed = open(path(manifest["layers"][-1]["digest"]), "rb").read()
            raw = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
            blob, plain, member, rows, names = b"", b"", b"", [], ({}, {})
            def close():
                global blob, plain, member
                if member: blob += gzip.compress(member, 6, mtime=0); plain += member
                member = b""
            position = 0
            kinds = {tarfile.REGTYPE: "reg", tarfile.DIRTYPE: "dir", tarfile.SYMTYPE: "symlink", tarfile.LNKTYPE: "hardlink",
                     tarfile.FIFOTYPE: "fifo", tarfile.CHRTYPE: "char", tarfile.BLKTYPE: "block"}
            for info in tarfile.open(fileobj=io.BytesIO(raw)):
                header = raw[position:info.offset_data]
                mode = int(header[-512:][100:107].rstrip(b"\0 ") or b"0", 8)
                name = info.name + ("/" if info.isdir() and header[-512:][:100].rstrip(b"\0").endswith(b"/") else "")
                row = {"name": name, "type": kinds[info.type], "mode": mode, "uid": info.uid, "gid": info.gid, "NumLink": 0}
                if int(info.mtime): row["modtime"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(round(info.mtime)))
                for key, number, text, known in (("userName", info.uid, info.uname, names[0]), ("groupName", info.gid, info.gname, names[1])):
                    if text and known.get(number) != text: row[key] = known[number] = text
                if info.issym() or info.islnk(): row["linkName"] = info.linkname
                xattrs = {k[13:]: base64.b64encode(v.encode("utf8", "surrogateescape")).decode()
                          for k, v in info.pax_headers.items() if k.startswith("SCHILY.xattr.")}
                if xattrs: row["xattrs"] = xattrs
                member += header
                size = info.size if info.isreg() else 0
                content = raw[info.offset_data:info.offset_data + size]
                if info.isreg(): row["digest"] = sha(content)
                if content:
                    close()
                    row.update(size=size, offset=len(blob), chunkDigest=sha(content))
                    member += content + b"\0" * (-size % 512)
                rows.append(row)
                position = info.offset_data + size + -size % 512
            close()
            table, place = json.dumps({"version": 1, "entries": rows}).encode(), len(blob)
            tail = io.BytesIO()
            with tarfile.open(fileobj=tail, mode="w", format=tarfile.USTAR_FORMAT) as out:
                info = tarfile.TarInfo("stargz.index.json"); info.size = len(table); out.addfile(info, io.BytesIO(table))
            member = tail.getvalue(); close()
            blob += b"\x1f\x8b\x08\x04\0\0\0\0\0\xff" + struct.pack("<H", 26) + b"SG" + struct.pack("<H", 22) + b"%016xSTARGZ" % place
            blob += b"\x01\0\0\xff\xff" + b"\0" * 8
            assert gzip.decompress(blob) == plain
            def put(data):
                open(path(sha(data)), "wb").write(data)
                return {"digest": sha(data), "size": len(data)}
            config["rootfs"]["diff_ids"][-1] = sha(plain)
            manifest["config"].update(put(json.dumps(config).encode()))
            manifest["layers"][-1].update(put(blob), annotations={"containerd.io/snapshot/stargz/toc.digest": sha(table)})
            entry.update(put(json.dumps(manifest).encode()))
            json.dump(index, open(layout + "/index.json", "w"))
            """#

        /// Two images, whose layers umoci wrote with Go's archive/tar as containerd and docker do, go to the registry.
        private func push() throws {
            try fixture.shell(
                """
                set -e
                mkdir -p d/sub
                for i in $(seq 150); do head -c $((i * 150 + 1)) /dev/urandom > d/$i; done
                ln -s 1 d/l; ln d/1 d/h; mkfifo d/p; : > d/empty; echo x > "d/nüsse"; chmod 4755 d/9; chown 7:8 d/10
                long=d/$(printf 'a-long-name/%.0s' 1 2 3 4 5 6 7 8 9 10); mkdir -p $long; echo long > $long/f
                umoci init --layout layout
                for tag in 1 2; do
                    umoci new --image layout:$tag
                    umoci insert --image layout:$tag d /d 2> /dev/null
                    python3 stargz.py layout $tag
                    strata copy -q oci:layout:$tag docker://\(name):$tag
                    head -c 5000 /dev/urandom > d/77; rm -f d/5; echo new > d/new
                done
                """
            ).succeed()
        }

        @Test("an update loads the changed files, and has the tree of a whole pull; saved it has the same digests")
        func update() throws {
            try push()
            try other.strata("pull", "-q", "\(name):1").succeed()
            let pulled = try other.strata("pull", "--format", "json", "\(name):2").succeed()
            let json = try JSONValue(parsing: Array(pulled.utf8))
            let partial = try #require(json["Partial"])
            let (fetched, size) = (partial["Fetched"]?.intValue ?? 0, partial["Size"]?.intValue ?? 0)
            #expect(fetched > 0 && fetched < size / 5, "\(pulled)")
            let third = try Fixture(withBusyBox: false)
            try third.strata("pull", "-q", "\(name):2").succeed()
            let listing =
                "(cd x && find . -mindepth 1 -printf '%P %y %m %U %G %l %n %T@\\n' | sort; cat $(find . -type f | sort) | md5sum)"
            var listings: [String] = []
            for store in [other, third] {
                try store.shell("mkdir x && strata export \(name):2 | tar -xC x").succeed()
                listings.append(try store.shell(listing).succeed())
            }
            #expect(listings[0] == listings[1])
            try other.strata("save", "--format", "oci-dir", "-o", "layout", "\(name):2").succeed()
            let digest = try fixture.shell("skopeo inspect --raw oci:layout:2 | sha256sum").succeed()
            #expect(
                try other.strata("manifest", "\(name):2").succeed()
                    == fixture.shell("skopeo inspect --raw oci:layout:2").succeed())
            try other.shell("ls layout/blobs/sha256/\(digest.prefix(64))").succeed()
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }
    }
}
