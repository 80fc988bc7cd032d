import Findings

extension SecretRule {
    /// Logs, metrics, alarms.
    static var observability: [SecretRule] {
        let datadog = SecretIssuer("Datadog", "https://app.datadoghq.com/organization-settings/api-keys")
        let newRelic = SecretIssuer("New Relic", "https://one.newrelic.com/api-keys")
        let grafana = SecretIssuer(
            "Grafana", "https://grafana.com/docs/grafana/latest/administration/service-accounts/")
        let sentry = SecretIssuer("Sentry", "https://sentry.io/settings/account/api/auth-tokens/")
        let dynatrace = SecretIssuer(
            "Dynatrace",
            "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens"
        )
        let uuid = "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"
        return [
            datadog.named("datadog-api-key", "API key", ["datadog", "dd_api", "dd-api"], "%h{32}"),
            datadog.named("datadog-app-key", "application key", ["datadog", "dd_app", "dd-app"], "%h{40}"),
            datadog.token("datadog-scoped-key", "application key", "ddapp_%a{34}"),
            newRelic.token("newrelic-user-key", "user key", "NRAK-%U{27}"),
            newRelic.token("newrelic-insert-key", "insights insert key", "NRII-%u{32}"),
            newRelic.token("newrelic-query-key", "insights query key", "NRIQ-%u{32}"),
            newRelic.token("newrelic-browser-key", "browser key", "NRJS-%h{19}", .random, .warning),
            newRelic.named(
                "newrelic-license-key", "licence key", ["newrelic", "new_relic", "nr_license"],
                "%h{36,40}(|NRAL|FFFFNRAL)"),
            grafana.token("grafana-service-account", "service account token", "glsa_%a{32}_[0-9A-Fa-f]{8}"),
            grafana.token(
                "grafana-cloud-token", "access policy token of Grafana Cloud", "glc_eyJ[0-9A-Za-z+/]{40,400}(|=|==)",
                .json),
            grafana.token("grafana-api-key", "API key", "eyJrIjoi[0-9A-Za-z+/]{60,200}(|=|==)", .json),
            sentry.token("sentry-org-token", "organisation token", "sntrys_eyJ%a{40,400}(|=|==)_[0-9A-Za-z+/]{43}"),
            sentry.token("sentry-user-token", "user token", "sntryu_%h{64}"),
            sentry.named("sentry-token", "authentication token", ["sentry"], "%h{64}"),
            SecretIssuer("Honeycomb", "https://docs.honeycomb.io/configure/environments/manage-api-keys/").token(
                "honeycomb-key", "key", "hc(a|b|x)(ik|mk|lk)_%a{58}"),
            SecretIssuer("Honeycomb", "https://docs.honeycomb.io/configure/environments/manage-api-keys/").named(
                "honeycomb-legacy-key", "API key", ["honeycomb"], "%a{22,32}"),
            dynatrace.token("dynatrace-token", "API token", "dt0(c|s)(01|02|03|06|16).%U{24}.%U{64}"),
            SecretIssuer("Rollbar", "https://docs.rollbar.com").named(
                "rollbar-token", "access token", ["rollbar"], "%h{32}"),
            SecretIssuer("Bugsnag", "https://docs.bugsnag.com").named("bugsnag-key", "API key", ["bugsnag"], "%h{32}"),
            SecretIssuer("PagerDuty", "https://support.pagerduty.com/main/docs/api-access-keys").named(
                "pagerduty-key", "API key", ["pagerduty", "pager_duty"], "(u%+|y_|e%+|)%u{18,32}"),
            SecretIssuer("Opsgenie", "https://support.atlassian.com/opsgenie/docs/api-key-management/").named(
                "opsgenie-key", "API key", ["opsgenie"], uuid),
            SecretIssuer("Splunk", "https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector")
                .named("splunk-hec-token", "event collector token", ["splunk"], uuid),
            SecretIssuer("Sumo Logic", "https://help.sumologic.com").named(
                "sumologic-key", "access key", ["sumologic", "sumo_"], "%a{64}"),
            SecretIssuer("Logz.io", "https://docs.logz.io").named(
                "logzio-token", "shipping token", ["logzio", "logz_io"], "%a{32}"),
            SecretIssuer("Better Stack", "https://betterstack.com/docs").named(
                "logtail-token", "source token", ["logtail", "betterstack"], "%a{24}"),
            SecretIssuer("Axiom", "https://axiom.co/docs/reference/tokens").token(
                "axiom-token", "API token", "xa(a|p)t-\(uuid)"),
            SecretIssuer("PostHog", "https://posthog.com/docs/api").token(
                "posthog-key", "personal API key", "phx_%a{40,52}"),
            SecretIssuer("Segment", "https://segment.com/docs/api/public-api/").named(
                "segment-token", "public API token", ["segment"], "sgp_%a{40,70}"),
            SecretIssuer("Mixpanel", "https://docs.mixpanel.com").named(
                "mixpanel-secret", "project secret", ["mixpanel"], "%h{32}"),
            SecretIssuer("Amplitude", "https://amplitude.com/docs").named(
                "amplitude-secret", "secret key", ["amplitude"], "%h{32}"),
            SecretIssuer("StatusPage", "https://support.atlassian.com/statuspage/").named(
                "statuspage-key", "API key", ["statuspage"], uuid),
            SecretIssuer("Checkly", "https://www.checklyhq.com/docs").token("checkly-key", "API key", "cu_%h{32}"),
        ]
    }
}
