extension ErrorProducer {
    /// What the store refuses.
    static let storing: [ErrorProducer] = [
        ErrorProducer("StorageError.noSuchImage", "strata history nope"),
        ErrorProducer(
            "StorageError.ambiguous",
            "tar -cf x.tar -T /dev/null; for i in 1 2 3 4 5 6 7 8 9 a b c d e f g h; do strata import -m $i x.tar; done; "
                + "for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do strata history $i; done"),
        ErrorProducer("StorageError.conflict", "strata run --name work busybox true; strata rmi busybox"),
        ErrorProducer("StorageError.missingLayer", "rm -rf store/layers/*; strata save -o x.tar busybox"),
        ErrorProducer(
            "StorageError.missingBlob",
            "strata save --format oci-dir -o d busybox; rm d/blobs/sha256/$(ls -S d/blobs/sha256 | head -1); "
                + "strata rmi busybox; strata load -i d"),
        ErrorProducer(
            "StorageError.corruptBlob",
            "strata save --format oci-dir -o d busybox; echo x | dd of=d/blobs/sha256/$(ls -S d/blobs/sha256 | head -1) "
                + "bs=1 seek=600 conv=notrunc; strata rmi busybox; strata load -i d"),
        ErrorProducer("StorageError.corruptLayer", "echo x > store/layers/1/new; strata save -o x.tar busybox"),
        ErrorProducer(
            "StorageError.newerVersion",
            "python3 -c 'import sqlite3; sqlite3.connect(\"store/strata.db\").execute(\"PRAGMA user_version=99\")'; strata images"
        ),
        ErrorProducer("StorageError.noAccess", "mkdir full; echo > full/x; strata --root full import \"$BUSYBOX\" x"),
        ErrorProducer(
            "StorageError.noSpace",
            onSmallDisk: "mkdir t; head -c 9000000 /dev/urandom > t/x; tar -cf t.tar t; strata import t.tar t"),
        ErrorProducer(
            "StorageError.damagedDatabase", "rm store/strata.db*; echo nonsense > store/strata.db; strata images"),
        ErrorProducer("StorageError.invalidArchive", "tar -cf x.tar -T /dev/null; strata load -i x.tar"),
        ErrorProducer("StorageError.noSuchBuild", "strata builds inspect nope"),
        ErrorProducer(
            "StorageError.noSuchStep",
            "printf 'FROM busybox\\nLABEL a=b\\n' > Dockerfile; strata build -q . && strata why --step no-such-step"),
        ErrorProducer("StorageError.noSuchContainer", "strata rm nope"),
        ErrorProducer(
            "StorageError.nameInUse", "strata run --name work busybox true; strata run --name work busybox true"),
        ErrorProducer("StorageError.badName", "strata run --name 'a b' busybox true"),
        ErrorProducer(
            "StorageError.wrongPlatform", "strata save -o x.tar busybox; strata load --platform linux/s390x -i x.tar"),
        ErrorProducer(
            "StorageError.missingBase",
            "strata save --since busybox -o d.tar busybox; STRATA_ROOT=$PWD/other strata load -i d.tar"),
        ErrorProducer("StorageError.system", "rm -rf store/work; echo > store/work; strata import \"$BUSYBOX\" x"),
    ]

    /// What the runtime of containers refuses.
    static let containers: [ErrorProducer] = [
        ErrorProducer("ContainerError.runtimeMissing", "strata run --runtime nope busybox true"),
        ErrorProducer("ContainerError.runtimeRefused", "strata run --runtime /bin/false busybox true"),
        ErrorProducer(
            "ContainerError.runtimeKilled",
            "strata run --name work busybox sh -c 'touch /up; sleep 100' & "
                + "for i in $(seq 300); do [ ! -e store/containers/*/upper/up ] || [ ! -s store/containers/*/process ] || break; sleep 0.1; done; "
                + "kill -9 $(cut -d' ' -f2 store/containers/*/process); wait"),
        ErrorProducer("ContainerError.commandNotFound", "strata run busybox nope"),
        ErrorProducer("ContainerError.commandNotExecutable", "strata run busybox /bin"),
        ErrorProducer("ContainerError.unknownUser", "strata run -u nobody-there busybox true"),
        ErrorProducer("ContainerError.invalidUser", "strata run -u 99999999999 busybox true"),
        ErrorProducer("ContainerError.invalidMount", "strata run -v x busybox true"),
        ErrorProducer("ContainerError.preparation", "strata run -w /bin/sh busybox true"),
    ]

    /// What is no value of the specifications, and what is no template.
    static let values: [ErrorProducer] = [
        ErrorProducer("OCIError.invalidJSON", loading: "{"),
        ErrorProducer(
            "OCIError.unexpectedJSON",
            "strata save --format oci-dir -o d busybox; echo '{\"schemaVersion\":2,\"manifests\":5}' > d/index.json; strata load -i d"
        ),
        ErrorProducer("OCIError.tooLarge", loading: String(repeating: "[", count: 200)),
        ErrorProducer(
            "OCIError.unsupportedSchema",
            "strata save --format oci-dir -o d busybox; echo '{\"schemaVersion\":1,\"manifests\":[]}' > d/index.json; strata load -i d"
        ),
        ErrorProducer("OCIError.invalidDigest", "strata import \"$BUSYBOX\" x@sha256:abc"),
        ErrorProducer("OCIError.invalidReference", "strata import \"$BUSYBOX\" Bad"),
        ErrorProducer("OCIError.invalidPlatform", "strata import --platform a/b/c/d \"$BUSYBOX\" x"),
        ErrorProducer("OCIError.invalidTimestamp", "SOURCE_DATE_EPOCH=x strata import \"$BUSYBOX\" x"),
        ErrorProducer("TerminalUIError.invalidTemplate", "strata images --format '{{'"),
        ErrorProducer("TerminalUIError.templateExecution", "strata images --format '{{.Nope}}'"),
    ]

    /// Loads an archive with that `manifest.json`.
    private init(_ kind: String, loading manifest: String) {
        self.init(kind, "printf '%s' '\(manifest)' > manifest.json; tar -cf x.tar manifest.json; strata load -i x.tar")
    }
}
