import Findings

extension SecretRule {
    /// Private keys of all formats.
    static var keys: [SecretRule] {
        let pem = SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc7468")
        let ssh = SecretIssuer("", "https://man.openbsd.org/ssh-keygen")
        let pgp = SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc9580")
        return [
            ssh.structure(
                "openssh-private-key", "OpenSSH private key",
                .pem(["OPENSSH PRIVATE KEY", "SSH2 ENCRYPTED PRIVATE KEY"])),
            pem.structure("rsa-private-key", "RSA private key (PKCS #1)", .pem(["RSA PRIVATE KEY"])),
            pem.structure("ec-private-key", "elliptic curve private key (SEC 1)", .pem(["EC PRIVATE KEY"])),
            pem.structure("dsa-private-key", "DSA private key", .pem(["DSA PRIVATE KEY"])),
            pem.structure("encrypted-private-key", "encrypted private key (PKCS #8)", .pem(["ENCRYPTED PRIVATE KEY"])),
            pgp.structure("pgp-private-key", "OpenPGP private key", .pem(["PGP PRIVATE KEY BLOCK"])),
            pem.structure("private-key", "private key (PKCS #8)", .pem(["PRIVATE KEY"])),
            pem.structure("key-store", "private key or key store that is no text", .keyStore),
            ssh.structure("putty-private-key", "PuTTY private key", .putty),
            SecretIssuer("", "https://openvpn.net").structure(
                "openvpn-static-key", "static key of OpenVPN",
                .pem(["OpenVPN Static key V1", "OpenVPN tls-crypt-v2 client key", "OpenVPN tls-crypt-v2 server key"])),
            SecretIssuer(
                "", "https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth"
            ).token(
                "nats-seed", "seed of a NATS key",
                "(SUA|SAA|SOA|SNA|SCA|SXA|SUB|SAB|SOB|SUC|SAC|SOC|SUD|SAD|SOD)[A-Z2-7]{55}", .nkey),
            SecretIssuer("", "https://age-encryption.org/v1").token(
                "age-secret-key", "age secret key", "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", .bech32),
            SecretIssuer("", "https://age-encryption.org/v1").token(
                "age-plugin-identity", "age plugin identity",
                "AGE-PLUGIN-%U{2,20}-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{20,300}", .bech32, .warning),
            SecretIssuer("", "https://jedisct1.github.io/minisign/").token(
                "minisign-secret-key", "minisign secret key", "RWRTY0Iy[0-9A-Za-z+/]{180,220}(|=|==)", .none),
            SecretIssuer("", "https://www.wireguard.com").named(
                "wireguard-key", "WireGuard private key", ["privatekey", "presharedkey"], "[0-9A-Za-z+/]{43}=",
                wantsWord: false),
            SecretIssuer("", "https://nix.dev").named(
                "nix-signing-key", "signing key of a Nix cache",
                ["nix_signing", "signing_key", "signing-key", "secret-key"], "[0-9A-Za-z._-]{2,60}:[0-9A-Za-z+/]{86}=="),
            SecretIssuer("", "https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki").token(
                "bitcoin-extended-key", "extended private key (BIP 32)", "(xprv|yprv|zprv|tprv)%a{107,108}", .base58),
            SecretIssuer("", "https://en.bitcoin.it/wiki/Wallet_import_format").named(
                "bitcoin-private-key", "Bitcoin private key", ["bitcoin", "btc_"], "[5KLc9]%a{50,51}", .base58),
            SecretIssuer("", "https://ethereum.org").named(
                "ethereum-private-key", "Ethereum private key",
                ["private_key", "privatekey", "eth_", "ethereum", "deployer"], "(0x|)%h{64}"),
            SecretIssuer("", "https://sigstore.dev").structure(
                "cosign-private-key", "encrypted key of cosign",
                .pem(["ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"])),
            SecretIssuer("", "https://spec.torproject.org").token(
                "tor-onion-key", "key of an onion service", "== ed25519v1-secret: type0 ==", .none),
        ]
    }
}
