import Findings

extension SecretRule {
    /// Registries of packages and of images.
    static var packageRegistries: [SecretRule] {
        let npm = SecretIssuer("npm", "https://docs.npmjs.com/revoking-access-tokens")
        let pypi = SecretIssuer("PyPI", "https://pypi.org/manage/account/token/")
        let docker = SecretIssuer("Docker Hub", "https://app.docker.com/settings/personal-access-tokens")
        let artifactory = SecretIssuer(
            "JFrog Artifactory", "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens")
        return [
            npm.token("npm-token", "access token", "npm_%a{36}", .crc32Base62),
            npm.named(
                "npm-legacy-token", "access token of the old form", ["_authtoken", "npm_token"],
                "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            npm.structure("npm-auth", "password in .npmrc", .npmAuth),
            pypi.token("pypi-token", "upload token", "pypi-%u{60,400}", .macaroon),
            SecretIssuer("RubyGems", "https://rubygems.org/profile/api_keys").token(
                "rubygems-key", "API key", "rubygems_%h{48}"),
            SecretIssuer("NuGet", "https://www.nuget.org/account/apikeys").token("nuget-key", "API key", "oy2%l{43}"),
            SecretIssuer("crates.io", "https://crates.io/settings/tokens").token(
                "cratesio-token", "API token", "cio%a{32}"),
            SecretIssuer("Clojars", "https://clojars.org/tokens").token(
                "clojars-token", "deploy token", "CLOJARS_%l{60}"),
            SecretIssuer("Packagist", "https://packagist.com").token(
                "packagist-token", "access token", "packagist_(ac|uu|or|pr)(k|t|s)_%h{50,90}"),
            SecretIssuer("Hex", "https://hex.pm/dashboard/keys").named(
                "hex-key", "API key", ["hex_api", "hexpm"], "%h{32}"),
            docker.token("dockerhub-pat", "personal access token", "dckr_pat_%u{27}"),
            docker.token("dockerhub-oat", "organisation access token", "dckr_oat_%u{32}"),
            docker.structure("docker-auth", "password in docker's configuration", .dockerAuth),
            docker.structure(
                "kubernetes-docker-configuration", "docker's configuration in a secret of Kubernetes",
                .dockerConfiguration),
            artifactory.token("artifactory-key", "API key", "AKC(p|v|j|e|t)%a{69}"),
            artifactory.token("artifactory-reference-token", "reference token", "cmVmdGtu%a{56}"),
            artifactory.named("artifactory-password", "encrypted password", ["artifactory"], "AP%d[0-9A-Fa-f]{8,64}"),
            SecretIssuer("Cloudsmith", "https://cloudsmith.io/user/settings/api/").named(
                "cloudsmith-key", "API key", ["cloudsmith"], "%h{40}"),
            SecretIssuer("Anaconda", "https://anaconda.org").named(
                "anaconda-token", "token", ["anaconda", "conda_token"], "%l{2}-%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            SecretIssuer("Anaconda", "https://anaconda.org").token(
                "anaconda-channel-token", "token of a channel",
                "conda.anaconda.org/t/%l{2}-%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            SecretIssuer("Kaggle", "https://www.kaggle.com/settings").token(
                "kaggle-credentials", "user and API key", "\"username\":(| )\"%u{3,40}\",(| )\"key\":(| )\"%h{32}\""),
            npm.named(
                "yarn-auth-ident", "user and password of a registry", ["npmauthident"],
                "[0-9A-Za-z_.@-]{1,40}:[!-~]{4,80}", .none, wantsWord: false),
            docker.named(
                "docker-registry-token", "token of a registry in docker's configuration",
                ["registrytoken", "identitytoken"], "[0-9A-Za-z._~+/=-]{20,4000}", wantsWord: false),
            SecretIssuer("Composer", "https://getcomposer.org/doc/articles/authentication-for-private-packages.md")
                .token(
                    "composer-bearer", "token of a repository",
                    "\"bearer\":(| ){(| )\"[0-9A-Za-z.-]{3,80}\":(| )\"[0-9A-Za-z._~+/=-]{16,400}\""),
            SecretIssuer("Libraries.io", "https://libraries.io/account").named(
                "librariesio-key", "API key", ["libraries_io", "librariesio"], "%h{32}"),
            SecretIssuer("Gemfury", "https://manage.fury.io").named(
                "gemfury-token", "deploy token", ["gemfury", "fury_"], "%a{20,24}"),
        ]
    }
}
