import Findings

extension SecretRule {
    /// Identities and stores of secrets.
    static var identity: [SecretRule] {
        let vault = SecretIssuer("HashiCorp Vault", "https://developer.hashicorp.com/vault/docs/concepts/tokens")
        let terraform = SecretIssuer("HCP Terraform", "https://app.terraform.io/app/settings/tokens")
        let doppler = SecretIssuer("Doppler", "https://docs.doppler.com/docs/service-tokens")
        let onePassword = SecretIssuer("1Password", "https://developer.1password.com/docs/service-accounts/")
        let uuid = "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"
        return [
            vault.token("vault-service-token", "service token", "hvs.%u{24,300}"),
            vault.token("vault-batch-token", "batch token", "hvb.%u{100,400}"),
            vault.token("vault-recovery-token", "recovery token", "hvr.%u{24,120}"),
            vault.named("vault-legacy-token", "token of the old form", ["vault"], "(s|b|r).%a{24}"),
            vault.named(
                "vault-secret-id", "secret id of an AppRole", ["secret_id", "vault_secret"], uuid, wantsWord: true),
            terraform.token("terraform-cloud-token", "API token", "%a{14}.atlasv1.%u{60,70}"),
            SecretIssuer("HashiCorp Consul", "https://developer.hashicorp.com/consul/docs/security/acl").named(
                "consul-token", "ACL token", ["consul"], uuid),
            SecretIssuer("HashiCorp Nomad", "https://developer.hashicorp.com/nomad/docs/concepts/acl").named(
                "nomad-token", "ACL token", ["nomad"], uuid),
            doppler.token("doppler-token", "token", "dp.(pt|ct|scim|audit).%a{40,44}"),
            doppler.token("doppler-service-token", "service token", "dp.(st|sa).(|[a-z0-9_-]{2,35}.)%a{40,44}"),
            SecretIssuer("Infisical", "https://infisical.com/docs").token(
                "infisical-token", "service token", "st.%h{24}.%h{32}.%h{32}"),
            onePassword.token("onepassword-service-token", "service account token", "ops_eyJ%u{200,1000}", .json),
            onePassword.token("onepassword-secret-key", "secret key", "A3-%U{6}-%U{6,11}-%U{5}-%U{5}-%U{5}(|-%U{5})"),
            SecretIssuer("Bitwarden", "https://bitwarden.com/help/access-tokens/").named(
                "bitwarden-access-token", "machine access token", ["bitwarden", "bws_"],
                "0.\(uuid).%a{30}:[0-9A-Za-z+/]{22}=="),
            SecretIssuer("Okta", "https://developer.okta.com/docs/guides/create-an-api-token/").named(
                "okta-token", "API token", ["okta", "ssws"], "00%u{40}"),
            SecretIssuer("Auth0", "https://auth0.com/docs").named("auth0-secret", "client secret", ["auth0"], "%u{64}"),
            SecretIssuer("WorkOS", "https://workos.com/docs").named(
                "workos-key", "API key", ["workos"], "sk_%u{40,120}"),
            SecretIssuer("Clerk", "https://dashboard.clerk.com").named(
                "clerk-key", "secret key", ["clerk"], "sk_(live|test)_%u{40,60}"),
            SecretIssuer("OneLogin", "https://developers.onelogin.com").named(
                "onelogin-secret", "client secret", ["onelogin"], "%h{64}"),
            SecretIssuer("Duo", "https://duo.com/docs").named(
                "duo-secret", "secret key", ["duo_", "duosecurity"], "%a{40}"),
            SecretIssuer("Akeyless", "https://docs.akeyless.io").named(
                "akeyless-key", "access key", ["akeyless"], "[0-9A-Za-z+/]{43}="),
            SecretIssuer("Rancher", "https://ranchermanager.docs.rancher.com/reference-guides/user-settings/api-keys")
                .token("rancher-token", "bearer token", "token-%l{5}:%l{54}"),
            SecretIssuer("Kubernetes", "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/")
                .named(
                    "kubernetes-bootstrap-token", "bootstrap token", ["token", "join"], "%l{6}.%l{16}", wantsWord: false
                ),
            SecretIssuer(
                "Kubernetes", "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/"
            ).structure(
                "kubeconfig-client-key", "client key in a kubeconfig", .kubeconfigKey),
            SecretIssuer("Kubernetes", "https://docs.k3s.io/cli/token").token(
                "k3s-token", "join token of K3s", "K10%h{64}::(server|node):%h{32,64}"),
            SecretIssuer("OpenShift", "https://docs.redhat.com/en/documentation/openshift_container_platform").token(
                "openshift-token", "user token", "sha256~%u{43}"),
            SecretIssuer("Teleport", "https://goteleport.com/docs").named(
                "teleport-token", "join token", ["teleport"], "%h{32}"),
            SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc7519").structure(
                "jwt", "JSON web token", .jsonWebToken, .none, .warning),
            SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc7517").structure(
                "jwk", "JSON web key with its private part", .jsonWebKey),
            SecretIssuer("", "https://github.com/google/google-authenticator/wiki/Key-Uri-Format").token(
                "otpauth", "seed of one-time passwords",
                "otpauth://(totp|hotp)/[0-9A-Za-z%%:?&=+._@-]{1,120}secret=[A-Z2-7]{16,64}"),
        ]
    }
}
