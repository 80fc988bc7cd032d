extension ErrorProducer {
    /// What is refused of a layer or of a root file system in a tar.
    static let archives: [ErrorProducer] = [
        ErrorProducer(
            "LayerArchiveError.duplicate", building: "FROM scratch\nCOPY <<EOF /x\nEOF",
            "--platform linux/amd64,linux/arm64 -o type=tar,platform-split=false,dest=x.tar"),
        ErrorProducer(
            "LayerArchiveError.badHeader", importing: "e('a')", "echo x | dd of=x.tar bs=1 seek=5 conv=notrunc"),
        ErrorProducer("LayerArchiveError.badNumber", importing: "e('h', b'x', data=b'13 mtime=abc\\n'); e('a')"),
        ErrorProducer("LayerArchiveError.badRecord", importing: "e('h', b'x', data=b'nonsense'); e('a')"),
        ErrorProducer("LayerArchiveError.truncated", importing: "e('a', data=b'x' * 5000)", "truncate -s 2000 x.tar"),
        ErrorProducer(
            "LayerArchiveError.tooLarge",
            importing: "e('h', b'g', data=b''.join(b'11 k%04d=v\\n' % n for n in range(2000))); e('a')"),
        ErrorProducer("LayerArchiveError.unsupported", importing: "e('a', b'M')"),
        ErrorProducer("LayerArchiveError.unsafePath", importing: "e('.')"),
        ErrorProducer("LayerArchiveError.unsafeLink", importing: "e('a', tarfile.LNKTYPE, '.')"),
        ErrorProducer("LayerArchiveError.missingLinkTarget", importing: "e('a', tarfile.LNKTYPE, 'nope')"),
        ErrorProducer("LayerArchiveError.forgedWhiteout", importing: "e('a', tarfile.CHRTYPE)"),
        ErrorProducer("LayerArchiveError.badWhiteout", importing: "e('.wh.')"),
        ErrorProducer("LayerArchiveError.notADirectory", importing: "e('a'); e('a/b')"),
        ErrorProducer("LayerArchiveError.badDevice", importing: "e('a', tarfile.CHRTYPE, major=5000000)"),
        ErrorProducer(
            "LayerArchiveError.badCompression",
            "printf '\\037\\213\\010\\000nonsense and more nonsense' > x.tar; strata import x.tar x"),
        ErrorProducer(
            "LayerArchiveError.trailingData", importing: "e('a')",
            "gzip x.tar; echo more >> x.tar.gz; mv x.tar.gz x.tar"),
        ErrorProducer(
            "LayerArchiveError.badDelta",
            """
            cat > x.py <<'.'
            import io, tarfile
            old, new = tarfile.open('d.tar'), tarfile.open('x.tar', 'w')
            for entry in old:
                data = old.extractfile(entry).read() if entry.isreg() else b''
                if data[1:4] == bytes([0xb5, 0x2f, 0xfd]): data = b'no delta'
                entry.size = len(data)
                new.addfile(entry, io.BytesIO(data))
            new.close()
            .
            cat > Dockerfile <<'.'
            FROM busybox
            RUN echo 1 > /one
            .
            strata build -q -t one . && strata save --since busybox -o d.tar one && python3 x.py &&
            strata save busybox | STRATA_ROOT=$PWD/other strata load && STRATA_ROOT=$PWD/other strata load -i x.tar
            """),
        ErrorProducer("LayerArchiveError.reservedName", building: "FROM busybox\nRUN touch /.wh.x"),
        ErrorProducer(
            "LayerArchiveError.redirected",
            "strata run --name work busybox true; d=$(strata inspect -f '{{.GraphDriver.Data.UpperDir}}' work); mkdir $d/x; "
                + "python3 -c 'import os, sys; os.setxattr(sys.argv[1], \"trusted.overlay.redirect\", b\"/y\")' $d/x; strata commit work x"
        ),
    ]

    /// Imports a tar of entries that Python writes: `e(name, type, link, data, major)`; `after` is what then happens to it.
    private init(_ kind: String, importing entries: String, _ after: String = "true") {
        self.init(
            kind,
            """
            cat > x.py <<'.'
            import io, tarfile
            archive = tarfile.open('x.tar', 'w', format=tarfile.GNU_FORMAT)
            def e(name, kind=tarfile.REGTYPE, link='', data=b'', major=0):
                entry = tarfile.TarInfo(name)
                entry.type, entry.linkname, entry.size, entry.devmajor = kind, link, len(data), major
                archive.addfile(entry, io.BytesIO(data))
            \(entries)
            archive.close()
            .
            python3 x.py && { \(after); } && strata import x.tar x
            """)
    }
}
