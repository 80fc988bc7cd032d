import Findings
import Lint
import Testing

@Suite("Dockerfiles that are right")
struct FalseAlarmTests {
    private func codes(_ text: String) -> [String] {
        Linter().lint(Array(text.utf8), name: "Dockerfile").findings.map(\.code.text)
    }

    @Test(
        "are no mistakes because an argument is given at the build only",
        arguments: [
            "ARG BASE\nFROM $BASE\n", "ARG P\nFROM --platform=$P debian:12\n",
            "FROM debian:12\nARG VERSION\nLABEL v=${VERSION:?}\n", "FROM debian:12\nARG PORT\nEXPOSE $PORT\n",
            "FROM debian:12\nARG D\nVOLUME $D\n", "FROM debian:12\nARG S\nSTOPSIGNAL $S\n",
        ])
    func arguments(_ text: String) { #expect(!codes(text).contains("DL1000")) }

    @Test(
        "are no mistakes because a build has to be allowed them",
        arguments: ["--security=insecure", "--device=vendor.com/gpu=0", "--device=vendor.com/gpu"])
    func entitlements(_ flag: String) { #expect(!codes("FROM debian:12\nRUN \(flag) ls\n").contains("DL1000")) }

    @Test(
        "are mistakes where no argument can mend them",
        arguments: [
            "FROM debian:12\nENV A=${B!x}\n", "FROM debian:12\nCOPY --from=$X /a /b\n", "FROM debian:12\nEXPOSE x\n",
        ])
    func mistakes(_ text: String) { #expect(codes(text).contains("DL1000")) }

    @Test(
        "begin a stage with a FROM that says too much",
        arguments: ["FROM debian:12 # base", "FROM debian:12 AS a # base", "FROM debian:12 as"])
    func stages(_ from: String) {
        let found = codes("FROM alpine:3.19\nCMD [\"a\"]\n\(from)\nRUN make\nCMD [\"b\"]\n")
        #expect(found.count { $0 == "DL1000" } == 1)
        #expect(!found.contains("DL4003"))
        #expect(codes("\(from)\nRUN make\n").count { $0 == "DL1000" || $0 == "DL3061" } == 1)
    }

    @Test(
        "have what a rule asks for",
        arguments: [
            ("DL3006", "FROM notary:server-${VERSION}\n"), ("DL3006", "FROM notary:${MAJOR}.${MINOR:-1}-slim\n"),
            ("DL3006", "FROM debian:${SUITE:-bookworm}\n"), ("DL3041", "FROM fedora:40\nRUN dnf install -y x-$V\n"),
            ("DL3033", "FROM centos:7\nRUN yum install -y x-${V}\n"),
            ("DL3066", "FROM debian:12\nARG UID\nUSER $UID:$GID\n"),
            ("DL3066", "FROM debian:12\nUSER ${UID:-1000}\n"),
            ("DL3066", "ARG U=5\nFROM debian:12\nARG U\nUSER ${U}\n"),
            ("DL3042", "FROM python:3.12\nRUN pip install --no-cache flask==3.0.3\n"),
            ("DL3009", "FROM debian:12\nRUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update\n"),
            ("DL3042", "FROM python:3.12\nRUN --mount=type=tmpfs,target=/root/.cache pip install flask==3.0.3\n"),
            ("DL3013", "FROM python:3.12\nRUN pipenv install flask\n"),
            ("DL3016", "FROM node:22\nRUN npm install --registry https://npm.corp.net express@4.19.2\n"),
            ("DL3016", "FROM node:22\nRUN npm install --loglevel verbose --omit dev express@4.19.2\n"),
            ("DL3040", "FROM fedora:41\nRUN dnf install -y httpd-2.4 && rm -rf /var/cache/libdnf5/*\n"),
            ("DL3068", "FROM php:8\nRUN pecl install -f redis-6.1.0 pecl.php.net/pecl_http-4.2.4 redis-6 a-$V $X\n"),
            ("DL3068", "FROM php:8\nRUN pecl install ./a-1.tgz package.xml https://a.net/redis.tgz\n"),
            ("DL3068", "FROM php:8\nRUN pecl channel-update install && pecl run install\n"),
            ("ST023", "FROM debian:12\nCOPY a/ /app/\nCOPY b/ /app/\n"),
            ("ST023", "FROM debian:12\nCOPY a ./\nCOPY . ./\n"),
        ])
    func asked(_ code: String, _ text: String) { #expect(!codes(text).contains(code)) }

    @Test(
        "lack what a rule asks for, whatever variables are there",
        arguments: [
            ("DL3006", "FROM debian-${SUITE:-a:b}\n"), ("DL3041", "FROM fedora:40\nRUN dnf install -y x$V\n"),
            ("DL3066", "FROM debian:12\nUSER $UID\n"), ("DL3066", "FROM debian:12\nENV U=app\nUSER $U\n"),
            ("DL3016", "FROM node:22\nRUN npm install --loglevel verbose express\n"),
            ("DL3040", "FROM fedora:41\nRUN dnf -y upgrade\n"),
            ("DL3040", "FROM fedora:41\nRUN dnf reinstall -y a-1\n"),
            ("DL3067", "FROM a:1 AS b\nFROM c:1\nCOPY --from=b --link / /\n"),
            ("DL3068", "FROM php:8\nRUN pecl install redis-6.1.0 xdebug\n"),
            ("DL3068", "FROM php:8\nRUN pecl install channel://pecl.php.net/redis\n"),
            ("DL3068", "FROM php:8\nONBUILD RUN pecl install redis-beta\n"),
            ("ST023", "FROM debian:12\nCOPY a.txt /app/\nCOPY b.txt /app/\n"),
        ])
    func lacking(_ code: String, _ text: String) { #expect(codes(text).contains(code)) }

    @Test(
        "name licenses of the SPDX list",
        arguments: [
            ("MIT", true), ("GPL-2.0-or-later WITH Classpath-exception-2.0", true), ("(MIT OR Apache-2.0)", true),
            ("Zed", true), ("0BSD", true), ("ZPL-2.1", true), ("LicenseRef-mine", true), ("GPL-3.0+", true),
            ("Apache License 2.0", false), ("proprietary", false), ("Apache", false),
        ])
    func licenses(_ value: String, _ isOne: Bool) {
        var options = LintOptions()
        options.labelSchema = ["license": .spdx]
        let text = "FROM debian:12\nLABEL license=\"\(value)\"\n"
        let findings = Linter(options).lint(Array(text.utf8), name: "Dockerfile").findings
        #expect(!findings.contains { $0.code == "DL3054" } == isOne)
    }
}
