/// Command lines whose output is compared with docker's, as a shell reads them.
enum ListCases {
    /// Those whose output does not depend on when they run: compared with recorded output too.
    static let steady: [String] = images + imageTemplates + filters + history + inspect + failing

    static let images = [
        "images -q", "images -q --no-trunc", "images -aq", "images --digests -q", "images two -q", "images -q two:2",
        "images --format json unknown", "images --digests --format json unknown", "images nothing",
        "images --digests nothing", "images --format raw two", "images --format raw --digests two",
        "images --format raw -q two", "images -q --format '{{.Tag}}' two",
        "image ls -q --filter dangling=true", "image list -q plain", "images '' -q",
    ]

    private static let imageTemplates =
        [
            #"{{.Repository}}:{{.Tag}}\t{{.Size}}"#, "{{.ID}} {{.CreatedAt}}",
            "{{.Digest}}|{{.Containers}}|{{.SharedSize}}",
            "{{.UniqueSize}} {{.VirtualSize}}", "{{json .Repository}}", "{{.Tag | json}}",
            "{{len .Tag}} {{index .ID 0}}",
            "{{upper .Repository}} {{lower .Tag}} {{title .Repository}}", "[{{pad .Tag 2 3}}]",
            "{{truncate .Repository 3}}|{{truncate .ID 30}}", #"{{join (split .Repository "/") "-"}}"#,
            "{{println .Tag}}",
            #"{{printf "%-20s|%10s|%q|%.3s|%x" .Repository .Tag .ID .ID .Tag}}"#,
            #"{{if eq .Tag "1"}}one{{else if eq .Tag "latest"}}latest{{else}}other{{end}}"#,
            "{{with .Tag}}{{.}}{{end}}",
            "{{with $x := .Tag}}{{$x}}{{end}}", "{{$x := .Tag}}{{$x}}-{{$.Repository}}",
            #"{{range $i, $p := split .Repository "/"}}{{$i}}={{$p}};{{end}}"#,
            #"{{range split .Repository "/"}}{{.}} {{end}}"#,
            #"{{and .Tag .Repository}} {{or "" .Tag}} {{not .Tag}}"#,
            #"{{if and (eq .Tag "1") (ne .Repository "taken")}}x{{else}}y{{end}}"#, "a {{- .Tag -}} b",
            "{{/* no */}}{{.Tag}}",
            #"{{print .Tag 1 2 "x"}}"#, "{{slice .ID 0 4}}", #"{{lt 1 2}} {{gt "b" "a"}} {{le 1 1}} {{ge 2 1}}"#,
            "{{html .Tag}} {{js .Tag}} {{urlquery .Repository}}",
            #"{{define "x"}}[{{.Tag}}]{{end}}{{template "x" .}}"#, #"{{block "x" .}}({{.Tag}}){{end}}"#, "no field",
            #"{{range $i, $p := split .ID ""}}{{if eq $i 3}}{{break}}{{end}}{{$p}}{{end}}"#,
            #"table {{.Repository}}:{{.Tag}}\t{{.Size}}"#, #"table {{.ID}}\t{{.CreatedAt}}"#,
            #"table {{json .Tag}}\t{{upper .Repository}}"#, #"table {{printf "%.3s" .ID}}\t{{.Tag}}"#,
            "table {{len .Tag}}",
            "table{{.Tag}}", "tablex", #"table {{.Repository}}\t{{if .Tag}}{{.Tag}}{{end}}\tend"#, #"x\ty\nz"#,
        ].map { "images --format '\($0)'" } + [
            "images --digests --format 'table {{.Tag}}'", "images --no-trunc --format '{{.ID}}'",
        ]

    private static let filters = [
        "dangling=true", "dangling=false", "reference=two", "'reference=*:1'", "'reference=*/*'",
        "'reference=reg.example:5000/*/*'",
        "'reference=t[a-x]o'", "'reference=t[^a]*'", "reference=two:1 -f reference=plain", "before=taken:1",
        "since=taken:1",
        "since=two:1 -f before=empty:1", "label=k", "label=k=v", "label=k=v=w", "label=k=w", "label=only=meta",
        "label=k -f label=z",
        "label=com.example.some-name", "DANGLING=true", "dangling=maybe", "nope=1", "since=nothing", "'reference=x['",
    ].map { "images --format '{{.ID}} {{.Repository}} {{.Tag}}' -f \($0)" }

    static let history =
        [
            "plain", "two", "two:1", "reg.example:5000/team/rich:v1.2", "taken:1", "zero:1", "ancient:1", "unknown:1",
            "empty:1",
        ]
        .map { "history --human=false --no-trunc \($0)" }
        + ["twice:1", "offset:1", "arm:1", "null:1", "user/other:0.1"].map { "history -H=false \($0)" }
        + [
            "history -q two", "history -q --no-trunc two", "history unknown:1", "history --format raw unknown:1",
            "history --format json --human=false two", "history -q --format json unknown:1",
            "history docker.io/library/two:1 -q",
        ]
        + [
            "{{.ID}}: {{.CreatedAt}}", "{{.Comment}}|{{.Size}}", #"table {{.ID}}\t{{.CreatedBy}}"#,
            "{{truncate .CreatedBy 10}}",
            #"table {{.ID}}\t{{.CreatedAt}}\t{{.Size}}"#, #"{{if eq .Size "0B"}}empty{{else}}{{.Size}}{{end}}"#,
            #"{{len .CreatedBy}} {{printf "%q" .CreatedBy}}"#, #"{{index (split .CreatedBy " ") 0}}"#,
            #"table {{title .Comment}}\t{{.Size}}"#, "table {{slice .ID 0 3}}", #"{{json .CreatedBy}}"#,
        ].map { "history --format '\($0)' reg.example:5000/team/rich:v1.2" }

    static let inspect =
        [
            "{{.Id}}", "{{.ID}}", "{{.RepoTags}} {{json .RepoTags}} {{.RepoDigests}}", "{{.Created}}",
            "{{.Architecture}}/{{.Os}}/{{.Variant}}", "{{.Size}} {{.VirtualSize}}", "{{json .Config}}",
            "{{.Config.Env}}",
            "{{range .Config.Env}}{{println .}}{{end}}", "{{.Config.Cmd}} {{.Config.Entrypoint}}", "{{.Config.Labels}}",
            "{{json .Config.Cmd}} {{json .Config.Entrypoint}}", #"{{index .Config.Labels "k"}}"#,
            #"{{index .Config.Labels "x"}}|"#,
            "{{.Config.Labels.k}} {{.Config.Labels.none}}", "{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}",
            "{{.Config.ExposedPorts}} {{json .Config.ExposedPorts}}", "{{.Id}} {{.Config.ExposedPorts}}",
            "{{.Config.Volumes}} {{json .Config.Volumes}}",
            "{{.Config.WorkingDir}}|{{.Config.User}}|{{.Config.StopSignal}}",
            "{{json .Config.Healthcheck}}", "{{.Config.Shell}} {{json .Config.OnBuild}}",
            "{{.Config.Hostname}}|{{.Config.Image}}",
            "{{.Config.Tty}} {{.Config.Cmd}}", "{{.RootFS}}",
            "{{.RootFS.Type}} {{.RootFS.Layers}} {{len .RootFS.Layers}}",
            "{{json .RootFS}}", #"{{range .RootFS.Layers}}{{.}}{{"\n"}}{{end}}"#, #"{{join .Config.Env ","}}"#,
            "{{.Author}}|{{.Comment}}|{{.Parent}}|{{.DockerVersion}}|{{.Container}}", "{{.GraphDriver.Name}}",
            "{{slice .Id 7 19}}",
            #"{{printf "%.12s %d %v" .ID .Size .Size}}"#,
            #"{{eq .Os "linux"}} {{ne .Architecture "amd64"}} {{gt .Size 1000}}"#,
            #"{{if index .Config.Labels "k"}}yes{{else}}no{{end}}"#,
            "{{with .Config.Healthcheck}}{{.Retries}}{{else}}none{{end}}",
            "{{json .ContainerConfig}}", "{{.Metadata.LastTagTime}}", "{{.Nope}}", "{{.Config.Nope}}",
            "{{index .RepoTags 9}}",
        ].flatMap { template in
            ["reg.example:5000/team/rich:v1.2", "two", "arm:1"].map { "inspect -f '\(template)' \($0)" }
        }
        + [
            "inspect -f '{{.Config}}|{{.Os}}' null:1", "inspect -f '{{json .Config}}' empty:1 unknown:1",
            "inspect -f '{{index .RepoTags 0}}' two nothing plain", "inspect nothing", "image inspect nothing",
            "container inspect nothing", "inspect --type image nothing", "inspect --type container two",
            "inspect --type volume two",
            "inspect --type nothing two", "inspect -f '{{.Id}}' nothing", "inspect --format json nothing",
            "inspect UPPER", "inspect a:b:c",
            "inspect -f '{{.Config}}' two plain arm:1 explicit:1",
            "inspect -f '{{.ContainerConfig}} {{.Metadata}}' two explicit:1 reg.example:5000/team/rich:v1.2",
            "inspect -f '{{json .Config}} {{json .}}' null:1 empty:1 | sed 's/\"GraphDriver\".*RootFS//'",
            "inspect -f '{{json .Config}} {{json .Config.Entrypoint}} {{json .Config.Cmd}} {{json .Config.Env}}' explicit:1",
            "inspect -f '{{json .Config.Labels}} {{json .Config.Volumes}} {{json .Config.ExposedPorts}}' explicit:1",
            "inspect -f '{{json .Config.OnBuild}} {{json .Config.Shell}} {{json .Config.User}}' explicit:1",
            "inspect -f '{{with .Config}}{{json .}}{{end}}{{range .Config.Cmd}}x{{end}}' explicit:1",
            "inspect -f text two", "inspect --size -f '{{.Id}}' two",
        ]

    private static let failing =
        [
            "{{.Nope}}", "{{.Tag", "{{.Tag}}{{end}}", "{{if}}{{end}}", "{{nofunc .Tag}}", "{{range .Tag}}x{{end}}",
            "{{index .Tag 99}}",
        ]
        .flatMap { ["images --format '\($0)'", "images --format '\($0)' nothing", "history --format '\($0)' two"] }
        + [
            "images a b", "images --nope", "images --format", "history", "history a b", "history nothing",
            "history UPPER", "history a:b:c",
            "inspect", "inspect --nope two", "inspect -f '{{.Nope' two", "inspect -f '{{nofunc}}' two", "tag two",
            "tag a b c", "tag nothing x:1",
            "tag two UPPER", "tag two a:b:c", "rmi", "rmi nothing", "rmi -f nothing", "rmi UPPER", "rmi -f a:b:c",
            "ps a", "ps --nope",
            "ps --format '{{.Nope}}'", "ps --filter status=nope", "ps --filter nope=1", "system df x",
            "system df --format '{{.Nope}}'",
        ]

    /// Those that say how long ago something was: compared with a running docker alone.
    static let relative = [
        "images", "images -a", "images --no-trunc", "images --digests", "images --digests --no-trunc", "images two",
        "images '*/*'",
        "images --format table", "images --format ''", "images --format json", "images --format '{{json .}}'",
        "images --format '{{.CreatedSince}}|{{.CreatedAt}}'", "history two", "history --no-trunc two", "history plain",
        "history reg.example:5000/team/rich:v1.2", "history --no-trunc reg.example:5000/team/rich:v1.2",
        "history ancient:1",
        "history zero:1", "history --format json two", "history --format table two", "history --format '' two",
        "history --format '{{.CreatedSince}}' two", "image history two", "ps", "ps -a", "ps -aq", "ps --format json",
        "ps -as",
        "container ls", "system df", "system df --format json",
        "system df --format '{{.Type}}: {{.Size}} {{.Reclaimable}}'",
        #"system df --format 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}'"#, "system df --format raw",
        "system df --format table",
        "system df -v --format '{{json .Images}}'",
        #"system df -v --format '{{range .Images}}{{.Repository}}:{{.Tag}} {{.Size}} {{.SharedSize}} {{.UniqueSize}};{{end}}'"#,
    ]

    /// A shell script that runs commands of `docker` and prints each with its output and exit status.
    static func script(_ cases: [String]) -> String {
        cases.map { line in
            let shown = line.replacing("'", with: "'\\''")
            return "printf '%s\\n' '$ \(shown)'; docker \(line) 2>/dev/null; echo \"= $?\"\n"
        }.joined()
    }

    /// The output of such a script, cut at its command lines.
    static func sections(_ output: String) -> [String] {
        var result: [String] = []
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("$ ") { result.append("") }
            guard !result.isEmpty else { continue }
            result[result.count - 1] += line + "\n"
        }
        return result
    }
}
