import Findings

extension SecretRule {
    /// Hosts of source code.
    static var sourceHosts: [SecretRule] {
        let github = SecretIssuer("GitHub", "https://github.com/settings/tokens")
        let gitlab = SecretIssuer("GitLab", "https://docs.gitlab.com/security/tokens/")
        let atlassian = SecretIssuer("Atlassian", "https://id.atlassian.com/manage-profile/security/api-tokens")
        let bitbucket = SecretIssuer("Bitbucket", "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/")
        let sourcegraph = SecretIssuer(
            "Sourcegraph", "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token")
        return [
            github.token("github-pat", "personal access token", "ghp_%a{36}", .crc32Base62),
            github.token("github-oauth", "OAuth access token", "gho_%a{36}", .crc32Base62),
            github.token("github-user-to-server", "user-to-server token of an app", "ghu_%a{36}", .crc32Base62),
            github.token("github-server-to-server", "server-to-server token of an app", "ghs_%a{36}", .crc32Base62),
            github.token(
                "github-stateless-server-to-server", "server-to-server token of an app, of the form of 2026",
                "ghs_[0-9A-Za-z_.-]{60,1200}"),
            github.token("github-refresh", "refresh token", "ghr_%a{36,76}", .crc32Base62),
            github.token(
                "github-fine-grained-pat", "fine-grained personal access token", "github_pat_%a{22}_%a{59}",
                .crc32Base62),
            github.named("github-legacy-token", "token of the form before 2021", ["github", "gh_token"], "%h{40}"),
            gitlab.token("gitlab-pat", "personal access token", "glpat-%u{20,22}"),
            gitlab.token("gitlab-routable-pat", "routable personal access token", "glpat-%u{27,300}.%l{2}.%l{9}"),
            gitlab.token("gitlab-pipeline-trigger", "pipeline trigger token", "glptt-%u{20,40}"),
            gitlab.token("gitlab-runner-registration", "runner registration token", "GR1348941%u{20,22}"),
            gitlab.token("gitlab-runner-authentication", "runner authentication token", "glrt-(|t1_|t2_|t3_)%u{20,27}"),
            gitlab.token("gitlab-deploy", "deploy token", "gldt-%u{20,22}"),
            gitlab.token("gitlab-ci-job", "job token of a pipeline", "glcbt-%a{1,5}_%u{20,22}"),
            gitlab.token("gitlab-oauth-secret", "secret of an OAuth application", "gloas-%u{64}"),
            gitlab.token("gitlab-feed", "feed token", "glft-%u{20,22}"),
            gitlab.token("gitlab-incoming-mail", "incoming mail token", "glimt-%u{25}"),
            gitlab.token("gitlab-agent", "agent token for Kubernetes", "glagent-%u{50,52}"),
            gitlab.token("gitlab-scim", "SCIM token", "glsoat-%u{20,22}"),
            gitlab.token("gitlab-feature-flags", "feature flags client token", "glffct-%u{20,22}"),
            gitlab.named("gitlab-legacy-token", "token without a prefix", ["gitlab"], "%u{20}"),
            atlassian.token("atlassian-api-token", "API token", "ATATT3%u{80,240}(|=%U{8})"),
            atlassian.token(
                "atlassian-access-token", "access token of a repository, project or workspace",
                "ATCTT3%u{80,240}(|=%U{8})"),
            atlassian.named(
                "atlassian-legacy-token", "API token of the old form", ["atlassian", "jira", "confluence"], "%a{24}"),
            bitbucket.token("bitbucket-app-password", "app password", "ATBB%a{28,36}"),
            bitbucket.token(
                "bitbucket-data-center-token", "HTTP access token of Data Center", "BBDC-[0-9A-Za-z+/@_-]{40,50}"),
            bitbucket.named("bitbucket-client-secret", "OAuth secret", ["bitbucket"], "%u{32,64}"),
            SecretIssuer("Gitea", "https://docs.gitea.com/development/api-usage").named(
                "gitea-token", "access token", ["gitea", "forgejo", "codeberg"], "%h{40}"),
            sourcegraph.token("sourcegraph-token", "access token", "sgp_(|local_)%h{40}"),
            sourcegraph.token("sourcegraph-instance-token", "access token of an instance", "sgp_%h{16}_%h{40}"),
            sourcegraph.token("sourcegraph-user-gateway", "Cody gateway token", "sgd_%h{64}"),
            SecretIssuer("Azure DevOps", "https://dev.azure.com").token(
                "azure-devops-pat", "personal access token", "%a{76}AZDO%a{4}"),
            SecretIssuer("Azure DevOps", "https://dev.azure.com").named(
                "azure-devops-legacy-pat", "personal access token of the old form",
                ["azure_devops", "ado_", "vsts", "vss_", "system_accesstoken"], "[a-z2-7]{52}"),
        ]
    }
}
