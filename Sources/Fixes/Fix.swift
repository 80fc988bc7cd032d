public import Findings

/// A change of a Dockerfile or of its ignore file, with the reason for it.
public struct Fix: Sendable, Hashable {
    /// Which file is changed.
    public enum File: String, Sendable, Hashable {
        case dockerfile, ignoreFile
    }

    /// The name of the rule that makes it.
    public let name: FixName
    /// How sure it is that nothing else changes.
    public let grade: FixGrade
    /// The lint rules that find what it mends.
    public let answers: [RuleCode]
    /// What is changed, as an order: `join the clean-up of line 4 to the RUN before it`.
    public private(set) var title: String
    /// Why, and what it gives.
    public let reason: String
    /// The file.
    public let file: File
    /// Where the instruction begins that it is about; an offset into the text that was looked at.
    public internal(set) var offset: Int
    /// The line of that instruction in the Dockerfile as it was given, counted from one.
    public internal(set) var line = 0
    /// The changes of bytes; none for what is only suggested.
    public private(set) var edits: [TextEdit]
    /// Build arguments that the Dockerfile takes as secrets of the same name from then on.
    public var secrets: [String] = []
    /// Directories of the image that caches are mounted on from then on.
    public var cacheTargets: [String] = []

    /// Where what only building needs is not in the image from then on.
    public var lostPaths: [String] = []
    /// What lines of the ignore file would leave out, each with what is in it.
    public let leftOut: [ContextClutter]

    init(
        _ name: FixName, answering answers: [String] = [], _ title: String, because reason: String,
        file: File = .dockerfile, at offset: Int, _ edits: [TextEdit] = [], leavingOut leftOut: [ContextClutter] = []
    ) {
        (self.name, grade, self.title, self.reason, self.file) = (name, name.grade, title, reason, file)
        (self.offset, self.edits, self.leftOut) = (offset, edits, leftOut)
        self.answers = answers.map { RuleCode($0) }
    }

    /// Where more packages can be named that this fix installs no longer by itself.
    var packagesEnd: Int?

    /// The same fix, which installs these packages by name: for those that were recommended and turned out to be needed.
    func naming(_ packages: [String]) -> Fix {
        guard let packagesEnd, !packages.isEmpty else { return self }
        var fix = self
        let text = packages.map { " " + $0 }.joined()
        fix.edits.append(TextEdit(packagesEnd..<packagesEnd, text))
        fix.title += ", and by name what is needed of them (\(packages.joined(separator: ", ")))"
        return fix
    }

    /// What tells a fix from the others for one Dockerfile, whichever of them are made.
    public var key: String { "\(name.rawValue)@\(line)" }
}

/// The rules that make fixes.
public enum FixName: String, Sendable, Hashable, CaseIterable {
    /// The digest that a base image has now stands behind its name.
    case pinBase = "pin-base"
    /// Entries of the context that no instruction can read are left out of it.
    case ignoreContext = "ignore-context"
    /// A clean-up goes into the RUN that made what it removes.
    case joinCleanUp = "join-clean-up"
    /// Sources are copied after the commands that do not need them.
    case orderCopy = "order-copy"
    /// Files get their owner or mode as they are copied.
    case ownCopies = "own-copies"
    /// Two RUN become one.
    case mergeRuns = "merge-runs"
    /// apt-get installs what was asked for and what that depends on, and nothing else.
    case noRecommends = "no-recommends"
    /// A package manager keeps no cache in the image.
    case noPackageCache = "no-package-cache"
    /// What a package manager downloads is kept beside the image, for the next build.
    case cacheMount = "cache-mount"
    /// A credential is mounted for the command that needs it.
    case mountSecret = "mount-secret"
    /// The program is built in a stage of its own, out of which what comes of it is copied.
    case splitStages = "split-stages"
    /// The same, where it is not known what comes of it.
    case separateBuild = "separate-build"
    /// The program does not run as root.
    case setUser = "set-user"
    /// A program gets the signals that are meant for it.
    case execForm = "exec-form"
    /// Local files are copied by COPY.
    case copyForAdd = "copy-for-add"
    /// A base image has a version.
    case versionBase = "version-base"
    /// A credential is not written down.
    case removeSecret = "remove-secret"
    /// What is copied with the sources and belongs into no image is left out of the context.
    case ignoreCopied = "ignore-copied"

    /// How sure it is that nothing else changes.
    public var grade: FixGrade {
        switch self {
        case .pinBase, .ignoreContext, .joinCleanUp: .safe
        case .orderCopy, .ownCopies, .mergeRuns, .noRecommends, .noPackageCache, .cacheMount, .mountSecret,
            .splitStages:
            .verified
        case .separateBuild, .setUser, .execForm, .copyForAdd, .versionBase, .removeSecret, .ignoreCopied:
            .suggested
        }
    }
}
