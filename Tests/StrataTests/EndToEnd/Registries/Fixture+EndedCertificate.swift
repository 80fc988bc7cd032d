import Testing

extension Fixture {
    /// Makes `ended.pem`, a certificate of localhost that ended on 1 February 2020, with its `key`, and the `request` that it answers.
    func makeEndedCertificate() throws {
        let script = """
            exec 2> openssl.log; touch index; echo 01 > serial
            printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\n' > conf
            printf 'default_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' >> conf
            openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key -out request && chmod 600 key &&
            openssl ca -batch -config conf -selfsign -keyfile key -in request -out ended.pem \\
                -startdate 200101000000Z -enddate 200201000000Z
            """
        try shell(script).succeed()
    }
}
