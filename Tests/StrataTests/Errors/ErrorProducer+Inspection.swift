extension ErrorProducer {
    /// What is refused of images that are looked into.
    static let inspection: [ErrorProducer] = [
        ErrorProducer("InspectionError.badSource", "strata analyze dir:/x"),
        ErrorProducer(
            "InspectionError.badImage",
            """
            cat > Dockerfile <<'.'
            FROM scratch
            COPY Dockerfile /
            .
            strata build -q --platform linux/amd64,linux/arm64 -o type=oci,dest=x.tar . && strata analyze --platform linux/s390x oci-archive:x.tar
            """),
        ErrorProducer(
            "InspectionError.badLayer",
            """
            cat > x.py <<'.'
            import io, json, tarfile
            archive = tarfile.open('x.tar', 'w')
            def add(name, data):
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
            add('layer.tar', b'x' * 600)
            rootfs = {'type': 'layers', 'diff_ids': ['sha256:' + '0' * 64]}
            add('config.json', json.dumps({'architecture': 'amd64', 'os': 'linux', 'rootfs': rootfs}).encode())
            add('manifest.json', json.dumps([{'Config': 'config.json', 'Layers': ['layer.tar']}]).encode())
            archive.close()
            .
            python3 x.py && strata analyze docker-archive:x.tar
            """),
        ErrorProducer(
            "InspectionError.badRules", "echo 'rules: [a]' > rules; strata analyze --config rules --ci busybox"),
    ]
}
