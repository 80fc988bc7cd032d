import Testing

@testable import OCI

@Suite("Manifests, indexes and configurations")
struct DocumentTests {
    @Test("a manifest of our own is written as the tools around write it")
    func manifest() throws {
        let configuration = Descriptor(mediaType: .ociConfiguration, digest: .of("{}"), size: 2)
        let layer = Descriptor(mediaType: .ociLayer, digest: .of("layer"), size: 5, annotations: ["b": "2", "a": "1"])
        let document = Document(Manifest(configuration: configuration, layers: [layer]))
        #expect(
            String(decoding: document.bytes, as: UTF8.self) == """
                {
                  "schemaVersion": 2,
                  "mediaType": "application/vnd.oci.image.manifest.v1+json",
                  "config": {
                    "mediaType": "application/vnd.oci.image.config.v1+json",
                    "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
                    "size": 2
                  },
                  "layers": [
                    {
                      "mediaType": "application/vnd.oci.image.layer.v1.tar",
                      "digest": "\(Digest.of("layer"))",
                      "size": 5,
                      "annotations": {
                        "a": "1",
                        "b": "2"
                      }
                    }
                  ]
                }
                """)
        #expect(try ManifestDocument(bytes: document.bytes) == document)
        #expect(document.descriptor().mediaType == .ociManifest)
        #expect(document.descriptor().size == Int64(document.bytes.count))
    }

    @Test("a document made elsewhere keeps its bytes and digest")
    func foreignBytes() throws {
        let text = """
            { "config": {"size":7,"digest":"\(Digest.of("c"))","mediaType":"application/vnd.docker.container.image.v1+json"},
              "schemaVersion":2, "mediaType":"application/vnd.docker.distribution.manifest.v2+json", "x-vendor": [1.0],
              "layers": [] }
            """
        let document = try ManifestDocument(bytes: Array(text.utf8))
        #expect(document.bytes == Array(text.utf8))
        #expect(document.digest == .of(text))
        #expect(document.value.otherMembers["x-vendor"] == .array([try JSONValue(parsing: "1.0")]))
        #expect(document.descriptor().mediaType == .dockerManifest)
    }

    static let wrong: [(text: String, code: OCIError.Code, part: String)] = [
        ("[]", .unexpectedJSON, "manifest is a list"), ("{}", .unexpectedJSON, "schemaVersion"),
        (#"{"schemaVersion":1}"#, .unsupportedSchema, "version 1"),
        (#"{"schemaVersion":"2"}"#, .unexpectedJSON, "is a text"),
        (#"{"schemaVersion":2}"#, .unexpectedJSON, "“config”"),
        (#"{"schemaVersion":2,"config":{}}"#, .unexpectedJSON, "manifest.config"),
        (#"{"schemaVersion":2,"config":{"mediaType":"x","digest":"sha512:a","size":1}}"#, .invalidDigest, "sha512"),
        (
            #"{"schemaVersion":2,"config":{"mediaType":"x","digest":"\#(Digest.of("c"))","size":-1}}"#, .unexpectedJSON,
            "less than nothing"
        ),
        (
            #"{"schemaVersion":2,"config":{"mediaType":"x","digest":"\#(Digest.of("c"))","size":1},"layers":[1]}"#,
            .unexpectedJSON,
            "manifest.layers[0] is a number"
        ),
        ("{", .invalidJSON, "byte 1"),
    ]

    @Test("a wrong manifest is refused with the place", arguments: wrong)
    func refuses(text: String, code: OCIError.Code, part: String) {
        let error = #expect(throws: OCIError.self) { _ = try ManifestDocument(bytes: Array(text.utf8)) }
        #expect(error?.code == code)
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    @Test("an index is read and written")
    func index() throws {
        let entry = Descriptor(
            mediaType: .ociManifest, digest: .of("m"), size: 3, annotations: [AnnotationKey.referenceName: "latest"],
            platform: Platform(os: "linux", architecture: "arm", variant: "v7"))
        let document = IndexDocument(ImageIndex(manifests: [entry]))
        #expect(try IndexDocument(bytes: document.bytes).value == document.value)
        #expect(
            document.value.json["manifests"]?[0]?["platform"]?.compact()
                == #"{"architecture":"arm","os":"linux","variant":"v7"}"#)
    }

    @Test("media types say what they are")
    func mediaTypes() {
        #expect(MediaType.ociLayerZstd.layerCompression == .zstd)
        #expect(MediaType.dockerLayerGzip.layerCompression == .gzip)
        #expect(MediaType.dockerForeignLayerGzip.isNondistributable)
        #expect(MediaType.ociLayer.isLayer && !MediaType.ociManifest.isLayer)
        #expect(MediaType.dockerManifestList.isIndex && MediaType.dockerManifest.isManifest)
        #expect(MediaType.dockerConfiguration.isConfiguration && MediaType.dockerLayer.isDocker)
        for compression in LayerCompression.allCases {
            #expect(compression.ociMediaType.layerCompression == compression)
            #expect(compression.dockerMediaType.layerCompression == compression)
        }
    }
}
