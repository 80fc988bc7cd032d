import SystemPackage
import Testing

@testable import strata

@Suite("Completion")
struct CompletionTests {
    private func words(_ line: String) -> [String] {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let current = words.last ?? ""
        return CompletionAnswer(root: "/nonexistent", environment: [:]).answer(words).words.map(\.text)
            .filter { $0.hasPrefix(current) }
    }

    private func files(_ line: String) -> CompletionAnswer.Files {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        return CompletionAnswer(root: "/nonexistent", environment: [:]).answer(words).files
    }

    @Test("commands, docker's longer names, and options before the command")
    func commands() {
        #expect(words("bui") == ["build", "builder", "builds"])
        #expect(words("image l") == ["load", "ls"])
        #expect(words("system d") == ["df"])
        #expect(words("--ro") == ["--root"])
        #expect(words("--root /x his") == ["history"])
        #expect(words("-D his") == ["history"])
        #expect(words("image ls extra ").isEmpty)
        #expect(words("nope x").isEmpty)
    }

    @Test("options of a command, until its arguments end them")
    func options() {
        #expect(words("build --no") == ["--no-cache", "--no-cache-filter"])
        #expect(words("image build --no") == ["--no-cache", "--no-cache-filter"])
        #expect(words("images --he") == ["--help"])
        #expect(words("run busybox --r").isEmpty)
        #expect(words("build -- --no").isEmpty)
    }

    @Test("values of options, behind a blank and behind an equals sign")
    func values() {
        #expect(words("build --progress ") == ["auto", "tty", "plain", "rawjson", "quiet", "none"])
        #expect(words("build --progress=p") == ["--progress=plain"])
        #expect(words("run --network n") == ["none"])
        #expect(words("inspect --type c") == ["container"])
        #expect(words("build --platform=linux/am") == ["--platform=linux/amd64"])
        #expect(words("completion ") == ["bash", "zsh", "fish"])
    }

    @Test("files and directories where they are wanted")
    func files() {
        #expect(files("build -f ") == .files)
        #expect(files("build -qf ") == .files)
        #expect(files("build -ff x") == .directories)
        #expect(files("build --iidfile=") == .files)
        #expect(files("build ") == .directories)
        #expect(files("--root ") == .directories)
        #expect(files("import ") == .files)
        #expect(files("images ") == .none)
    }
}
