import Findings

extension SecretRule {
    /// Builds, tests and releases.
    static var continuousIntegration: [SecretRule] {
        let circle = SecretIssuer("CircleCI", "https://app.circleci.com/settings/user/tokens")
        let sonar = SecretIssuer(
            "SonarQube", "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/")
        let launchDarkly = SecretIssuer("LaunchDarkly", "https://launchdarkly.com/docs/home/account/api")
        let octopus = SecretIssuer(
            "Octopus Deploy", "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key")
        return [
            circle.token("circleci-pat", "personal access token", "CCIPAT_%a{22}_%h{40}"),
            circle.token("circleci-project-token", "project token", "CCIPRJ_%a{22}_%h{40}"),
            circle.named(
                "circleci-legacy-token", "token of the old form", ["circleci", "circle_token", "circle_api"], "%h{40}"),
            SecretIssuer("Travis CI", "https://app.travis-ci.com").named(
                "travis-token", "access token", ["travis"], "%u{20,22}"),
            SecretIssuer("Buildkite", "https://buildkite.com/user/api-access-tokens").token(
                "buildkite-token", "API access token", "bkua_%l{40}"),
            SecretIssuer("Buildkite", "https://buildkite.com/docs/agent/v3/tokens").token(
                "buildkite-agent-token", "cluster agent token", "bkct_%u{40,90}"),
            SecretIssuer(
                "Jenkins", "https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/"
            ).named(
                "jenkins-token", "API token", ["jenkins"], "11%h{32}"),
            SecretIssuer("Drone", "https://docs.drone.io").named("drone-token", "access token", ["drone"], "%a{32}"),
            SecretIssuer("Codecov", "https://docs.codecov.com/docs/codecov-tokens").named(
                "codecov-token", "upload token", ["codecov"], "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            SecretIssuer("Coveralls", "https://coveralls.io/account").named(
                "coveralls-token", "repository token", ["coveralls"], "%a{32,37}"),
            SecretIssuer("Codacy", "https://docs.codacy.com/codacy-api/api-tokens/").named(
                "codacy-token", "project token", ["codacy"], "%h{32}"),
            SecretIssuer(
                "Snyk", "https://docs.snyk.io/getting-started/how-to-obtain-and-authenticate-with-your-snyk-api-token"
            ).named(
                "snyk-token", "API token", ["snyk"], "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            sonar.token("sonarqube-token", "token", "sq(u|p|a)_%h{40}"),
            sonar.named("sonarcloud-token", "token of the old form", ["sonar"], "%h{40}"),
            launchDarkly.token("launchdarkly-sdk-key", "SDK key", "sdk-%h{8}-%h{4}-4%h{3}-%h{4}-%h{12}"),
            launchDarkly.token("launchdarkly-api-token", "API access token", "api-%h{8}-%h{4}-4%h{3}-%h{4}-%h{12}"),
            octopus.named("octopus-key", "API key", ["octopus", "octo_"], "API-%U{25,32}"),
            SecretIssuer(
                "Harness", "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/"
            ).token(
                "harness-token", "access token", "(pat|sat).%u{22}.%a{24}.%a{20}"),
            SecretIssuer("Pulumi", "https://app.pulumi.com/account/tokens").token(
                "pulumi-token", "access token", "pul-%h{40}"),
            SecretIssuer("Infracost", "https://www.infracost.io/docs/").token(
                "infracost-token", "API key", "ico-%a{32}"),
            SecretIssuer("Prefect", "https://docs.prefect.io").token("prefect-token", "API key", "pn(u|b)_%a{36}"),
            SecretIssuer("Expo", "https://expo.dev/settings/access-tokens").named(
                "expo-token", "access token", ["expo_token"], "%u{40}"),
            SecretIssuer("Bitrise", "https://devcenter.bitrise.io").named(
                "bitrise-token", "access token", ["bitrise"], "%u{86}"),
            SecretIssuer("Postman", "https://go.postman.co/settings/me/api-keys").token(
                "postman-key", "API key", "PMAK-%h{24}-%h{34}"),
            SecretIssuer("Unkey", "https://www.unkey.com/docs").token("unkey-root-key", "root key", "unkey_%a{20,40}"),
        ]
    }
}
