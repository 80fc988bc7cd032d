import Findings
import Lint
import Testing

@Suite("Secrets in a Dockerfile")
struct CredentialRuleTests {
    /// The rules that find one, and the text at the first place.
    private func found(_ text: String) -> [String] {
        let text = "FROM debian:12\n" + text
        let bytes = Array(text.utf8)
        return Linter().lint(bytes, name: "Dockerfile").findings.filter {
            ["ST004", "ST005", "ST019"].contains($0.code.text)
        }.map { finding in
            let range = finding.location.range
            let part = bytes[(range?.start.offset ?? 0)..<(range?.end.offset ?? 0)]
            return "\(finding.code) \(String(decoding: part, as: UTF8.self))"
        }
    }

    @Test(
        "are found whatever their entropy",
        arguments: [
            ("RUN export API_KEY=secret123 && ./x", "ST005 API_KEY=secret123"),
            ("RUN DB_PASS=a ./x", "ST005 DB_PASS=a"),
            ("RUN ./x --password hunter2", "ST005 --password hunter2"),
            ("RUN ./x --api-key=abc", "ST005 --api-key=abc"),
            ("RUN curl -u me:pw https://x", "ST005 -u me:pw"),
            ("RUN curl -H 'Authorization: Bearer abc' https://x", "ST005 'Authorization: Bearer abc'"),
            ("RUN git clone https://me:pw@example.com/x.git", "ST005 https://me:pw@example.com/x.git"),
            ("RUN echo 'password=hunter2' > /etc/x", "ST005 'password=hunter2'"),
            ("RUN echo \"//r.example.com/:_authToken=abc\" > ~/.npmrc", "ST005 \"//r.example.com/:_authToken=abc\""),
            ("RUN <<E\nexport DB_PASSWORD=x1\nE", "ST005 export DB_PASSWORD=x1"),
            ("COPY <<E /etc/app.conf\nuser: me\npassword: hunter2\nE", "ST005 password: hunter2"),
            ("COPY <<E /etc/app.json\n  \"api_key\": \"k1\",\nE", "ST005 \"api_key\": \"k1\","),
            ("RUN cat <<E > /x\nSECRET_TOKEN=abc\nE", "ST005 SECRET_TOKEN=abc"),
            ("RUN npm config set //r/:_authToken=abc", "ST005 //r/:_authToken=abc"),
            ("RUN sshpass -p hunter2 ssh x", "ST005 -p hunter2"),
            ("ENV DB_PASSWORD=hunter2", "ST004 hunter2"),
            ("ENV DB_PASSWORD hunter2", "ST004 hunter2"),
            ("ARG githubToken=abc", "ST004 abc"),
            ("LABEL deploy.secret=abc", "ST004 abc"),
            ("ENV X=ghp_0123456789abcdefghijABCDEFGHIJ012345", "ST004 ghp_0123456789abcdefghijABCDEFGHIJ012345"),
            ("CMD ./x --password=hunter2", "ST005 --password=hunter2"),
            ("RUN echo 'root:hunter2' | chpasswd", "ST005 hunter2"),
            ("ADD https://me:s3cr3tpw@corp.net/x /x", "ST005 s3cr3tpw"),
            ("ENV DATABASE_URL=postgres://app:s3cr3tpw@db/app", "ST004 postgres://app:s3cr3tpw@db/app"),
            ("RUN pip install --token=abc x", "ST005 --token=abc"),
            ("COPY id_rsa /root/.ssh/", "ST019 id_rsa"),
            ("COPY conf/.env /app/", "ST019 conf/.env"),
        ])
    func positive(_ text: String, _ expected: String) {
        #expect(found(text).contains(expected))
    }

    @Test(
        "are not where none stand",
        arguments: [
            "RUN API_KEY=$KEY ./x", "RUN export TOKEN=\"$(cat /run/secrets/token)\" && ./x",
            "RUN --mount=type=secret,id=k,env=API_KEY ./x",
            "ENV DB_PASSWORD_FILE=/run/secrets/db", "ENV PASSWORD=", "ARG TOKEN", "ENV TOKEN_TYPE=bearer",
            "ENV PUBLIC_KEY=abc",
            "RUN ./x --password-stdin < /run/secrets/p", "RUN ./x --token-file=/x",
            "RUN curl https://example.com/a:b@c",
            "RUN echo 'Enter your password:'", "RUN echo password", "RUN passwd -d root",
            "RUN sed -i 's/#PasswordAuthentication yes/x/' /f",
            "ENV KEYBOARD=de", "ENV PATH=/opt/secret/bin:$PATH", "RUN chpasswd < /run/secrets/p",
            "COPY id_rsa.pub /root/", "COPY .env.example /app/",
            "COPY <<E /x.py\npassword = os.environ[\"PASSWORD\"]\nE", "COPY <<E /x\npassword: ${PASSWORD}\nE",
            "RUN git clone https://$TOKEN@x/y",
            "RUN git clone https://me:${PW}@x/y", "ENV AUTH=basic", "ENV COMPASS=north", "RUN make pass=1",
            "RUN pip install google-auth==1.23.0", "RUN python3 -m pip install 'django-auth>=1' x-token==2",
            "RUN apt-get install -y libpam-auth=1.2", "RUN apk add gnome-auth=1.2", "ARG SECRETFILE=secret.txt",
            "RUN SECRET_KEY_BASE=dummy rake assets:precompile", "ENV TOKEN_EXPIRES_IN=3600",
            "ENV PASSWORD_HASH_COST=12",
            "RUN apt-key add key.asc", "ENV SSH_AUTH_SOCK=/x",
        ])
    func negative(_ text: String) {
        #expect(found(text) == [])
    }
}
