import Testing

@testable import TerminalUI

@Suite("Instructions of a history")
struct InstructionTextTests {
    @Test(
        "are shown without what hides the command",
        arguments: [
            ("RUN /bin/sh -c make # buildkit", "RUN make"),
            ("RUN |1 NPM_TOKEN=abc /bin/sh -c npm ci # buildkit", "RUN npm ci"),
            ("RUN |2 A=with blanks B= /bin/sh -c echo a | tee b # buildkit", "RUN echo a | tee b"),
            ("|1 A=b /bin/sh -c make", "RUN make"),
            ("RUN |1 A=b /bin/bash -o pipefail -c make # buildkit", "RUN /bin/bash -o pipefail -c make"),
            ("RUN |1 A=b echo hello # buildkit", "RUN echo hello"),
            ("RUN |0 /bin/sh -c true # buildkit", "RUN true"),
            ("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]"),
            ("/bin/sh -c apk add curl", "RUN apk add curl"),
            ("RUN /bin/sh -c cat <<E > /f\nx\nE\n# buildkit", "RUN cat <<E > /f\nx\nE"),
            ("COPY . . # buildkit", "COPY . ."),
            ("WORKDIR /app", "WORKDIR /app"),
            ("RUN |9 A=b", "RUN |9 A=b"),
            ("RUN |x", "RUN |x"),
            ("|", "|"),
            ("bash", "bash"),
            ("", ""),
        ])
    func short(text: String, shown: String) {
        #expect(InstructionText.short(text) == shown)
    }

    @Test("stand in one line where a list shows them")
    func line() { #expect(InstructionText.line("RUN |1 A=b /bin/sh -c a &&\\\n\tb") == "RUN a &&\\ b") }
}
