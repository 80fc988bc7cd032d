import Testing

@testable import DockerfileSyntax

@Suite("Texts of steps")
struct StepTextTests {
    @Test(
        "a step prints as in BuildKit",
        arguments: [
            ("RUN apt-get update", "RUN apt-get update"),
            ("run  a \\\n  && \"b\" $X $NONE ${NONE}", "RUN  a   && \"b\" /x $NONE ${NONE}"),
            ("RUN echo it's", "RUN echo it's"),
            ("COPY ./config /etc/nginx/", "COPY ./config /etc/nginx/"),
            ("copy --from=b \"$X\" $NONE /d", "COPY --from=b /x  /d"),
            ("WORKDIR $X/y", "WORKDIR /x/y"),
            ("RUN <<EOF\necho a\necho b\nEOF", "RUN <<EOF (echo a...)"),
            ("RUN <<EOF\necho $X\nEOF", "RUN <<EOF (echo /x)"),
            ("RUN cat <<EOF\necho a\nEOF", "RUN cat <<EOF"),
            ("RUN --mount=type=secret,id=a,env=S echo $S", "RUN --mount=type=secret,id=a,env=S echo ****"),
        ]
    )
    func progress(_ line: String, _ expected: String) throws {
        let result = Dockerfile.parse("FROM a\n" + line)
        let instruction = try #require(result.dockerfile.stages.first?.instructions.first)
        let values = ["X": "/x", "S": "secret"]
        #expect(StepText.progress(of: instruction) { values[$0] } == expected)
    }
}
