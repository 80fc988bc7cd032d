internal import CYAML

/// Makes a value of libyaml's events.
struct YAMLComposer: ~Copyable {
    private static let deepest = 64
    private static let most = 100_000

    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let input: UnsafeMutableBufferPointer<UInt8>
    private var anchors: [String: (value: YAMLValue, size: Int)] = [:]
    private var count = 0

    init(_ bytes: [UInt8]) {
        input = .allocate(capacity: bytes.count)
        _ = input.initialize(from: bytes)
        // Without memory nothing else would work either.
        precondition(yaml_parser_initialize(parser) == 1, "no memory for a parser")
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// One event, as far as it counts.
    fileprivate enum Event {
        case scalar(String, isPlain: Bool, anchor: String?)
        case alias(String)
        case list(anchor: String?)
        case mapping(anchor: String?)
        case end
        case other
    }

    /// The first document.
    mutating func document() throws(YAMLValue.Fault) -> YAMLValue {
        while true {
            let (event, line) = try next()
            switch event {
            case .other: continue
            case .end: return .mapping([])
            default: return try value(event, line, depth: 0)
            }
        }
    }

    private mutating func value(_ event: Event, _ line: Int, depth: Int) throws(YAMLValue.Fault) -> YAMLValue {
        guard depth < Self.deepest else { throw YAMLValue.Fault(line: line, message: "there are too many levels") }
        let before = count
        try add(1, line)
        switch event {
        case .scalar(let text, let isPlain, let anchor):
            return kept(.scalar(text, isPlain: isPlain), anchor, before)
        case .alias(let name):
            guard let known = anchors[name] else {
                throw YAMLValue.Fault(
                    line: line, message: "the alias *\(name)" + " stands for nothing that came before")
            }
            try add(known.size, line)
            return known.value
        case .list(let anchor):
            var elements: [YAMLValue] = []
            while case let (event, line) = try next(), !event.isEnd {
                elements.append(try value(event, line, depth: depth + 1))
            }
            return kept(.list(elements), anchor, before)
        case .mapping(let anchor):
            return kept(.mapping(try entries(depth: depth)), anchor, before)
        case .end, .other:
            throw YAMLValue.Fault(line: line, message: "a value is wanted")
        }
    }

    private mutating func entries(depth: Int) throws(YAMLValue.Fault) -> [YAMLValue.Entry] {
        var entries: [YAMLValue.Entry] = []
        var names: Set<String> = []
        while case let (event, line) = try next(), !event.isEnd {
            guard case .scalar(let key, _, _) = event else {
                throw YAMLValue.Fault(line: line, message: "a name is wanted, and this is a list or a mapping")
            }
            guard names.insert(key).inserted else {
                throw YAMLValue.Fault(line: line, message: "the name \(key) is there twice")
            }
            let (next, place) = try next()
            entries.append(YAMLValue.Entry(key: key, value: try value(next, place, depth: depth + 1), line: line))
        }
        return entries
    }

    private mutating func kept(_ value: YAMLValue, _ anchor: String?, _ before: Int) -> YAMLValue {
        if let anchor { anchors[anchor] = (value, count - before) }
        return value
    }

    private mutating func add(_ values: Int, _ line: Int) throws(YAMLValue.Fault) {
        count += values
        guard count <= Self.most else { throw YAMLValue.Fault(line: line, message: "there are too many values") }
    }

    private func next() throws(YAMLValue.Fault) -> (Event, line: Int) {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            let problem = parser.pointee.problem.map { String(cString: $0) } ?? "this is no YAML"
            // A fault of the encoding has an offset instead of a mark.
            let offset = parser.pointee.problem_offset
            let isEncoding = parser.pointee.error == YAML_READER_ERROR
            let line =
                isEncoding
                ? input.prefix(offset).count { $0 == UInt8(ascii: "\n") } : Int(parser.pointee.problem_mark.line)
            throw YAMLValue.Fault(line: line + 1, message: problem)
        }
        defer { yaml_event_delete(&event) }
        let line = Int(event.start_mark.line) + 1
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            // SAFETY: libyaml says how long its text is; it is copied before the event goes.
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return (
                .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: Self.name(scalar.anchor)), line
            )
        case YAML_ALIAS_EVENT: return (.alias(Self.name(event.data.alias.anchor) ?? ""), line)
        case YAML_SEQUENCE_START_EVENT: return (.list(anchor: Self.name(event.data.sequence_start.anchor)), line)
        case YAML_MAPPING_START_EVENT: return (.mapping(anchor: Self.name(event.data.mapping_start.anchor)), line)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT, YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT,
            YAML_NO_EVENT:
            return (.end, line)
        default: return (.other, line)
        }
    }

    private static func name(_ anchor: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        anchor.map { String(cString: $0) }
    }
}

extension YAMLComposer.Event {
    fileprivate var isEnd: Bool { if case .end = self { true } else { false } }
}
