import Testing

/// Images of every kind that lists have to show, as docker archives of the same bytes on every machine.
enum ListCorpus {
    /// The archives' names; each holds an image of that name, `dangling` one whose name the next one takes.
    static let archives = [
        "plain", "two", "rich", "dangling", "named", "zero", "ancient", "unknown", "empty", "twice", "offset", "arm",
        "nullconfig", "explicit", "other",
    ]

    /// Writes them into a directory.
    static func write(into fixture: Fixture) throws { try fixture.shell(script).succeed() }

    private static let script = #"""
        set -e
        export TZ=UTC LC_ALL=C
        mkdir -p root/dir l
        printf 'hello\n' > root/file; ln -s file root/link; ln root/file root/dir/hard
        printf '%01500d' 0 > root/dir/large
        layer() { tar --sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner --mode=a+rX,u+w,go-w --format=gnu "$@"; }
        layer -C root -cf l/one.tar file link dir
        rm -rf root/*; printf '%0123d' 7 > root/more
        layer -C root -cf l/two.tar more
        one=$(sha256sum l/one.tar | cut -c1-64); two=$(sha256sum l/two.tar | cut -c1-64)
        # archive NAME TAGS LAYERS CONFIGURATION: {FS} there stands for rootfs
        archive() {
            ids= files=
            for layer in $3; do
                eval "id=\$$layer"
                ids="$ids${ids:+,}\"sha256:$id\"" files="$files${files:+,}\"$layer.tar\""
            done
            rm -rf a; mkdir a
            for layer in $3; do cp l/$layer.tar a/; done
            printf '%s' "$4" | sed "s/{FS}/\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$ids]}/" > a/config
            id=$(sha256sum a/config | cut -c1-64); mv a/config a/$id.json
            printf '[{"Config":"%s.json","RepoTags":[%s],"Layers":[%s]}]' "$id" "$2" "$files" > a/manifest.json
            layer -C a -cf "$1.tar" .
        }
        at() { printf '"architecture":"amd64","created":"%s",{FS}' "$1"; }
        step() { printf '{"created":"%s","created_by":"%s","comment":"%s"%s}' "$1" "$2" "$3" "${4:+,\"empty_layer\":true}"; }
        kit=buildkit.dockerfile.v0
        archive plain '"plain:latest"' one "{$(at 2021-05-01T10:00:00Z),\"config\":{},\"history\":[$(
            step 2021-05-01T10:00:00Z 'COPY . / # buildkit' $kit)]}"
        archive two '"two:1","two:2","two:latest"' 'one two' "{$(at 2021-05-02T10:00:00.123456789Z),\"config\":{\"Env\":[\"PATH=/bin\"],
        \"Cmd\":[\"sh\"],\"WorkingDir\":\"/\"},\"history\":[$(step 2021-05-01T10:00:00Z 'COPY . / # buildkit' $kit),$(
            step 2021-05-02T10:00:00Z 'RUN /bin/sh -c echo one \\u0026\\u0026     echo two three four five # buildkit' $kit),$(
            step 2021-05-02T10:00:00.5Z 'CMD [\"sh\"]' $kit x)]}"
        archive rich '"reg.example:5000/team/rich:v1.2"' 'one two' "{$(at 2021-05-03T10:00:00Z),\"author\":\"Jörg <j@example.org>\",
        \"docker_version\":\"20.10.7\",\"container\":\"0123456789ab\",\"container_config\":{\"Cmd\":[\"/bin/sh\",\"-c\",\"#(nop) x\"]},
        \"config\":{\"Hostname\":\"host\",\"User\":\"nobody\",\"Tty\":true,\"ExposedPorts\":{\"9/udp\":{},\"80/tcp\":{}},\"Env\":[\"A=b c\",
        \"B=\"],\"Cmd\":[\"echo\",\"<hi> & bye\"],\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"true\"],\"Interval\":5000000000,\"Timeout\":3000000000,
        \"Retries\":4},\"Image\":\"sha256:aa\",\"Volumes\":{\"/v\":{},\"/a\":{}},\"WorkingDir\":\"/w\",\"Entrypoint\":[\"/bin/sh\",\"-c\"],\"OnBuild\":[
        \"RUN x\"],\"Labels\":{\"z\":\"1\",\"com.example.some-name\":\"a <b>\",\"k\":\"v=w\"},\"StopSignal\":\"SIGQUIT\",\"StopTimeout\":5,\"Shell\":
        [\"/bin/sh\",\"-ec\"]},\"history\":[$(step 2021-05-01T10:00:00Z "$(printf 'ADD\\tfile /')" ''),$(
            step 2021-05-03T10:00:00Z 'RUN |1 A=b /bin/sh -c größe 大きさ 大きさ 大きさ 大きさ 大きさ 大きさ x # buildkit' $kit),$(
            step 2021-05-03T10:00:00Z "HEALTHCHECK {Test:[CMD-SHELL true]}" $kit x)]}"
        archive dangling '"taken:1"' one "{$(at 2021-05-04T10:00:00Z),\"config\":{\"Labels\":{\"k\":\"old\"}},\"history\":[$(
            step 2021-05-04T10:00:00Z old '')]}"
        archive named '"taken:1"' two "{$(at 2021-05-05T10:00:00Z),\"config\":{\"Labels\":{\"k\":\"new\"}},\"history\":[$(
            step 2021-05-05T10:00:00Z new '')]}"
        archive zero '"zero:1"' two "{$(at 2021-05-12T10:00:00Z),\"config\":{},\"history\":[$(step 0001-01-01T00:00:00Z x c)]}"
        archive ancient '"ancient:1"' two "{$(at 1970-01-01T00:00:01Z),\"config\":{},\"history\":[$(
            step 1999-12-31T23:59:59Z a ''),$(step 2000-01-01T00:00:00Z b '' x),$(step 2000-01-01T00:00:01Z c '' x)]}"
        archive unknown '"unknown:1"' one "{\"architecture\":\"amd64\",{FS},\"config\":{},\"history\":[{\"created_by\":\"x\"}]}"
        archive empty '"empty:1"' '' "{$(at 2021-05-06T10:00:00Z),\"config\":{\"Labels\":{\"only\":\"meta\"}},\"history\":[$(
            step 2021-05-06T10:00:00Z 'LABEL only=meta' $kit x)]}"
        archive twice '"twice:1"' 'two two' "{$(at 2021-05-07T10:00:00Z),\"config\":{},\"history\":[$(
            step 2021-05-07T10:00:00Z x ''),$(step 2021-05-07T10:00:00Z y '')]}"
        archive offset '"offset:1"' two "{$(at 2021-05-08T01:00:00.5+02:00),\"config\":{},\"history\":[$(
            step 2021-05-08T01:00:00.9+02:00 'x' "$(printf 'tab\\there')")]}"
        archive arm '"arm:1"' two "{\"architecture\":\"arm64\",\"variant\":\"v8\",\"created\":\"2021-05-09T10:00:00Z\",{FS},\"config\":{
        \"Env\":null,\"Labels\":{}}}"
        archive nullconfig '"null:1"' two "{$(at 2021-05-10T10:00:00Z),\"config\":null,\"history\":[$(step 2021-05-10T10:00:00Z x '')]}"
        archive explicit '"explicit:1"' two "{$(at 2021-05-10T11:00:00Z),\"config\":{\"User\":\"\",\"Entrypoint\":[],\"Cmd\":[],\"Env\":[],
        \"Labels\":{},\"Volumes\":{},\"ExposedPorts\":{},\"OnBuild\":[],\"Shell\":[]},\"history\":[$(step 2021-05-10T11:00:00Z x '')]}"
        archive other '"user/other:0.1"' one "{$(at 2021-05-11T10:00:00Z),\"config\":{\"Labels\":{\"k\":\"v\"}},\"history\":[$(
            step 2021-05-11T10:00:00Z x '')]}"
        """#
}
