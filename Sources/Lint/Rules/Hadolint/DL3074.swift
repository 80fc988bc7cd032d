import DockerfileSyntax
import Findings

/// Use a cache mount for NuGet.
enum DL3074: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3074", .info, "Use a cache mount for NuGet",
            why: """
                NuGet keeps packages in a directory of its own, and fetches them again whenever the layer is made again.
                """,
            example: """
                FROM mcr.microsoft.com/dotnet/sdk:8.0
                RUN dotnet restore
                """,
            counterExample: """
                FROM mcr.microsoft.com/dotnet/sdk:8.0
                RUN --mount=type=cache,target=/root/.nuget/packages dotnet restore
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: ["nuget"], "/root/.nuget/packages") { command in
            command.calls("dotnet", "restore", "build", "publish", "test") && !command.has("--no-restore")
                || command.calls("nuget", "restore")
        }
    }
}
