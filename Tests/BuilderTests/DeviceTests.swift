import Builder
import DockerfileSyntax
import LinuxSystem
import SystemPackage
import Testing

@Suite("RUN --device")
struct DeviceTests {
    let fixture: BuildFixture
    let descriptions: TemporaryDirectory
    let more: TemporaryDirectory

    init() throws {
        fixture = try BuildFixture()
        descriptions = try TemporaryDirectory()
        more = try TemporaryDirectory()
        try more.write("lib/driver", "driver\n")
        try descriptions.write(
            "vendor.json",
            """
            {"cdiVersion": "0.6.0", "kind": "vendor.com/device", "containerEdits": {"env": ["ALL=every"]}, "devices": [
              {"name": "zero", "containerEdits": {
                "env": ["FOO=injected"],
                "deviceNodes": [{"path": "/dev/foo", "hostPath": "/dev/zero", "fileMode": 416, "gid": 7}],
                "mounts": [{"hostPath": "\(more.path)/lib", "containerPath": "/opt/lib", "options": ["ro", "bind"]}]}},
              {"name": "other", "containerEdits": {"env": ["OTHER=yes"]}},
              {"name": "lost", "containerEdits": {"deviceNodes": [{"path": "/dev/strata-lost"}]}},
              {"name": "odd", "containerEdits": {"intelRdt": {}}}]}
            """)
    }

    private func build(_ flag: String, _ command: String, allowed: Set<String> = ["*"]) async throws -> BuildResult {
        try await fixture.build("FROM busybox:test\nRUN --device=\(flag) \(command)\n") {
            $0.allowedDevices = allowed
            $0.deviceDirectories = ["/none", descriptions.path]
        }
    }

    @Test("variables, nodes and mounts of the description are there while the command runs, and in no layer")
    func edits() async throws {
        let command =
            "head -c 3 /dev/foo > /bytes && stat -c '%a %g %F' /dev/foo > /out && cat /opt/lib/driver >> /out && echo $FOO $ALL >> /out && ! echo x 2>/dev/null > /opt/lib/x"
        let result = try await build("vendor.com/device=zero,required", command)
        #expect(try fixture.text("bytes", in: result) == "\0\0\0")
        #expect(try fixture.text("out", in: result) == "640 7 character special file\ndriver\ninjected every\n")
        #expect(try fixture.status("dev/foo", in: result) == nil && fixture.status("opt", in: result) == nil)
        #expect(try await build("vendor.com/device=zero,required", command).steps.ran == 0)
    }

    @Test("a class is its first device, a star all of it, and an optional one that there is not is nothing")
    func names() async throws {
        let first = try await build("vendor.com/device", "echo $FOO-$OTHER > /out")
        #expect(try fixture.text("out", in: first) == "injected-\n")
        let none = try await build("vendor.com/device=none", "echo $FOO-$ALL > /out")
        #expect(try fixture.text("out", in: none) == "-\n")
    }

    @Test("what lacks, is not allowed or not known is an error at the flag")
    func errors() async throws {
        let cases: [(String, Set<String>, String)] = [
            ("vendor.com/device=none,required", ["*"], "no file describes it"),
            ("vendor.com/device=zero", [], "is not allowed"),
            ("vendor.com/device=zero", ["vendor.com/device=other"], "is not allowed"),
            ("vendor.com/device=lost", ["vendor.com/device"], "/dev/strata-lost is not there"),
            ("vendor.com/device=odd", ["vendor.com/device=odd"], "asks for intelRdt"),
            ("vendor.com/device=*", ["*"], "/dev/strata-lost is not there"),
            ("zero", ["*"], "names no device"),
        ]
        for (flag, allowed, found) in cases {
            let error = await errorOf { try await build(flag, "true", allowed: allowed) }
            let message = error?.message ?? ""
            #expect(message.contains(found) && error?.range?.start.line == 2, "\(flag): \(message)")
        }
        try descriptions.write("gpu.yaml", "kind: nvidia.com/gpu\n\tdevices: []\n")
        let yaml = await errorOf { try await build("nvidia.com/gpu=all,required", "true") }
        #expect(yaml?.hint?.contains("gpu.yaml, line 2: ") == true)
    }

    @Test("a description in YAML is read as one in JSON, as `nvidia-ctk cdi generate` writes it")
    func yaml() async throws {
        try descriptions.write(
            "nvidia.yml",
            """
            ---
            cdiVersion: 0.5.0
            containerEdits:
              env:
              - NVIDIA_VISIBLE_DEVICES=void
              hooks:
              # It reads what the runtime writes to it, as the real one does: crun fails where a hook ends before.
              - args: [nvidia-cdi-hook, -c, "cat > /dev/null"]
                hookName: createContainer
                path: /bin/sh
            devices:
            - name: "0"
              containerEdits:
                deviceNodes:
                - path: /dev/nvidia0
                  hostPath: /dev/null
                  fileMode: 0640
                  gid: 7
                mounts:
                - containerPath: /opt/lib
                  hostPath: \(more.path)/lib
                  options:
                  - ro
                  - nosuid
            kind: nvidia.com/gpu
            """)
        let command =
            "stat -c '%a %g %F' /dev/nvidia0 > /out && cat /opt/lib/driver >> /out && echo $NVIDIA_VISIBLE_DEVICES >> /out"
        let result = try await build("nvidia.com/gpu=0,required", command)
        #expect(try fixture.text("out", in: result) == "640 7 character special file\ndriver\nvoid\n")
    }
}
