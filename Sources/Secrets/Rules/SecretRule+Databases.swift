import Findings

extension SecretRule {
    /// Databases and search.
    static var databases: [SecretRule] {
        let planetscale = SecretIssuer("PlanetScale", "https://planetscale.com/docs/concepts/service-tokens")
        let supabase = SecretIssuer("Supabase", "https://supabase.com/dashboard/account/tokens")
        let confluent = SecretIssuer(
            "Confluent",
            "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/"
        )
        let uuid = "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"
        return [
            planetscale.token("planetscale-password", "database password", "pscale_pw_[0-9A-Za-z_.=-]{32,64}"),
            planetscale.token("planetscale-token", "service token", "pscale_tkn_[0-9A-Za-z_.=-]{32,64}"),
            planetscale.token("planetscale-oauth", "OAuth token", "pscale_oauth_[0-9A-Za-z_.=-]{32,64}"),
            supabase.token("supabase-token", "access token", "sbp_%h{40}"),
            supabase.token("supabase-secret-key", "secret key", "sb_secret_%u{22}_%u{8}"),
            SecretIssuer("Neon", "https://neon.com/docs/manage/api-keys").token(
                "neon-key", "API key", "napi_%l{60,70}"),
            SecretIssuer("MongoDB Atlas", "https://www.mongodb.com/docs/atlas/api/").named(
                "mongodb-atlas-key", "private key", ["mongodb", "atlas_"], uuid),
            SecretIssuer("MongoDB Atlas", "https://www.mongodb.com/docs/atlas/api/service-accounts-overview/").token(
                "mongodb-service-account", "service account secret", "mdb_sa_sk_%u{40}"),
            SecretIssuer("Aiven", "https://aiven.io/docs").token(
                "aiven-service-password", "service password", "AVNS_%u{16,20}"),
            confluent.named("confluent-secret", "API secret", ["confluent"], "[0-9A-Za-z+/]{64}"),
            confluent.token("confluent-prefixed-secret", "API secret", "cflt[0-9A-Za-z+/]{60}"),
            SecretIssuer("Upstash", "https://upstash.com/docs").named(
                "upstash-token", "REST token", ["upstash"], "%a{50,60}(|=|==)"),
            SecretIssuer("Fauna", "https://docs.fauna.com").token("fauna-key", "key", "fn(AE|AF)%u{36}"),
            SecretIssuer("Algolia", "https://dashboard.algolia.com/account/api-keys/").named(
                "algolia-key", "admin API key", ["algolia"], "%h{32}"),
            SecretIssuer("Typesense", "https://typesense.org/docs").named(
                "typesense-key", "API key", ["typesense"], "%a{32}"),
            SecretIssuer("Meilisearch", "https://www.meilisearch.com/docs").named(
                "meilisearch-key", "master key", ["meili"], "%u{32,64}"),
            SecretIssuer("Elastic", "https://www.elastic.co/docs/deploy-manage/api-keys").token(
                "elastic-key", "API key", "essu_[0-9A-Za-z+/]{60,120}(|=|==)"),
            SecretIssuer("Elastic", "https://www.elastic.co/docs/deploy-manage/api-keys").named(
                "elastic-encoded-key", "encoded API key", ["elastic", "es_api"], "%a{58}=="),
            SecretIssuer("Airtable", "https://airtable.com/create/tokens").token(
                "airtable-pat", "personal access token", "pat%a{14}.%h{64}"),
            SecretIssuer("Airtable", "https://airtable.com/create/tokens").named(
                "airtable-legacy-key", "API key", ["airtable"], "key%a{14}"),
            SecretIssuer("Snowflake", "https://docs.snowflake.com/en/user-guide/programmatic-access-tokens").named(
                "snowflake-password", "password", ["snowflake"], "[!-~]{12,64}"),
            SecretIssuer("ClickHouse Cloud", "https://clickhouse.com/docs/cloud/manage/openapi").token(
                "clickhouse-key", "API key secret", "4b1d%a{38}"),
            SecretIssuer("InfluxDB", "https://docs.influxdata.com/influxdb/v2/admin/tokens/").named(
                "influxdb-token", "API token", ["influx"], "%u{86}=="),
            SecretIssuer("dbt Cloud", "https://docs.getdbt.com").token(
                "dbt-token", "service token", "dbt(c|u)_%u{40,90}"),
        ]
    }
}
