/// Files of package managers and registries.
extension DocumentedFiles {
    static let registries: [(String, String)] = [
        (
            "home/.npmrc",
            "registry=https://registry.npmjs.org/\n//registry.npmjs.org/:_authToken=«crc:npm_»\n//npm.corp.net/:_authToken=«uuid»\n//nexus.corp.net/repository/npm/:_auth=«pair»\n//old.corp.net/:username=alice\n//old.corp.net/:_password=«pw64»\nemail=alice@corp.net\n"
        ),
        (
            "app/.yarnrc.yml",
            "npmRegistryServer: \"https://npm.corp.net\"\nnpmAuthToken: \"«alnum36»\"\nnpmAuthIdent: \"alice:«pw»\"\n"
        ),
        (
            "home/.pypirc",
            "[distutils]\nindex-servers = pypi corp\n[pypi]\nusername = __token__\npassword = pypi-AgEIcHlwaS5vcmc«url64_140»\n[corp]\nrepository = https://pypi.corp.net\nusername = alice\npassword = «pw»\n"
        ),
        (
            "etc/pip.conf",
            "[global]\nindex-url = https://alice:«pw»@pypi.corp.net/simple\nextra-index-url = https://__token__:«alnum32»@gitlab.com/api/v4/projects/1/packages/pypi/simple\n"
        ),
        ("home/.config/pypoetry/auth.toml", "[http-basic.corp]\nusername = \"alice\"\npassword = \"«pw»\"\n"),
        ("app/requirements.txt", "requests==2.32.0\n--extra-index-url https://ci:«alnum24»@pkgs.corp.net/simple\n"),
        ("home/.gem/credentials", "---\n:rubygems_api_key: rubygems_«hex48»\n:corp: Basic «pair»\n"),
        ("home/.bundle/config", "---\nBUNDLE_GEMS__CORP__NET: \"alice:«pw»\"\nBUNDLE_PATH: \"vendor/bundle\"\n"),
        (
            "app/auth.json",
            "{\n  \"http-basic\": {\"repo.corp.net\": {\"username\": \"alice\", \"password\": \"«pw»\"}},\n  \"github-oauth\": {\"github.com\": \"«crc:ghp_»\"}\n}\n"
        ),
        (
            "home/.cargo/credentials.toml",
            "[registry]\ntoken = \"cio«alnum32»\"\n[registries.corp]\ntoken = \"«alnum40»\"\n"
        ),
        (
            "home/.nuget/NuGet/NuGet.Config",
            "<configuration><packageSourceCredentials><corp>\n<add key=\"Username\" value=\"alice\" />\n<add key=\"ClearTextPassword\" value=\"«pw»\" />\n</corp></packageSourceCredentials></configuration>\n"
        ),
        (
            "home/.m2/settings.xml",
            "<settings><servers><server>\n  <id>nexus</id>\n  <username>deploy</username>\n  <password>«pw»</password>\n</server><server><id>gpg</id><passphrase>«pw»</passphrase></server></servers></settings>\n"
        ),
        (
            "home/.gradle/gradle.properties",
            "org.gradle.jvmargs=-Xmx2g\nnexusUsername=deploy\nnexusPassword=«pw»\nsigning.password=«pw»\nossrhPassword=«alnum20»\n"
        ),
        (
            "home/.sbt/.credentials",
            "realm=Sonatype Nexus Repository Manager\nhost=nexus.corp.net\nuser=deploy\npassword=«pw»\n"
        ),
        (
            "home/.docker/config.json",
            "{\n\t\"auths\": {\n\t\t\"https://index.docker.io/v1/\": {\n\t\t\t\"auth\": \"«pair»\"\n\t\t},\n\t\t\"ghcr.io\": {\"identitytoken\": \"«alnum60»\"},\n\t\t\"corp.azurecr.io\": {\"registrytoken\": \"«alnum80»\"}\n\t}\n}\n"
        ),
        ("home/.dockercfg", "{\"registry.corp.net\":{\"auth\":\"«pair»\",\"email\":\"\"}}\n"),
        (
            "home/.config/helm/repositories.yaml",
            "apiVersion: \"\"\nrepositories:\n- name: corp\n  password: «pw»\n  url: https://charts.corp.net\n  username: alice\n"
        ),
        (
            "home/.condarc",
            "channels:\n  - https://conda.anaconda.org/t/«lower2»-«uuid»/corp\n  - https://alice:«pw»@conda.corp.net/main\n"
        ),
        ("etc/apt/auth.conf.d/corp.conf", "machine apt.corp.net\nlogin alice\npassword «pw»\n"),
        (
            "etc/apt/sources.list",
            "deb https://alice:«pw»@apt.corp.net/debian bookworm main\ndeb https://deb.debian.org/debian bookworm main\n"
        ),
        (
            "etc/yum.repos.d/corp.repo",
            "[corp]\nname=corp\nbaseurl=https://yum.corp.net/9\nusername=alice\npassword=«pw»\n"
        ),
        (
            "home/.netrc",
            "machine github.com\n  login alice\n  password «crc:ghp_»\nmachine api.heroku.com login bob password «uuid»\ndefault login anonymous password user@site\n"
        ),
        (
            "home/.config/composer/auth.json",
            "{\"bearer\": {\"repo.corp.net\": \"«alnum40»\"}, \"gitlab-token\": {\"gitlab.com\": \"glpat-«alnum20»\"}}\n"
        ),
        (
            "app/.jfrog/jfrog-cli.conf.v6",
            "{\"servers\":[{\"url\":\"https://corp.jfrog.io/\",\"user\":\"alice\",\"password\":\"«pw»\",\"accessToken\":\"«alnum64»\"}]}\n"
        ),
    ]
}
