import Findings

extension SecretRule {
    /// The large clouds.
    static var clouds: [SecretRule] {
        let aws = SecretIssuer(
            "AWS", "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html")
        let google = SecretIssuer("Google Cloud", "https://console.cloud.google.com/apis/credentials")
        let azure = SecretIssuer("Azure", "https://learn.microsoft.com/en-us/purview/sit-defn-all-creds")
        let alibaba = SecretIssuer("Alibaba Cloud", "https://ram.console.aliyun.com/manage/ak")
        let tencent = SecretIssuer("Tencent Cloud", "https://console.cloud.tencent.com/cam/capi")
        let yandex = SecretIssuer("Yandex Cloud", "https://yandex.cloud/en/docs/iam/concepts/authorization/")
        let ibm = SecretIssuer("IBM Cloud", "https://cloud.ibm.com/iam/apikeys")
        return [
            aws.token("aws-access-key-id", "access key id", "(AKIA|A3T%U)%U{16}", .awsKey),
            aws.token("aws-temporary-key-id", "temporary access key id", "ASIA%U{16}", .awsKey, .warning),
            aws.token("aws-bearer-id", "bearer token id", "ABIA%U{16}", .awsKey),
            aws.named(
                "aws-secret-access-key", "secret access key",
                [
                    "secret_access_key", "secretaccesskey", "secret-access-key", "aws_secret", "awssecret",
                    "secret_key", "secretkey", "aws_key",
                ], "[0-9A-Za-z/+]{40}"),
            aws.structure("aws-secret-near-id", "secret access key beside its id", .awsPair),
            aws.named(
                "aws-session-token", "session token", ["session_token", "sessiontoken", "security_token"],
                "[0-9A-Za-z/+=]{100,2000}", .random, .warning),
            aws.token("aws-bedrock-key", "Bedrock API key", "ABSK[0-9A-Za-z+/]{109,269}(|=|==)"),
            aws.token("aws-mws", "marketplace web service token", "amzn.mws.%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            google.token("gcp-api-key", "API key", "AIza%u{35}"),
            google.token("gcp-oauth-client-secret", "OAuth client secret", "GOCSPX-%u{28}"),
            google.token("gcp-oauth-access-token", "OAuth access token", "ya29.%u{60,300}", .random, .warning),
            google.token("gcp-refresh-token", "OAuth refresh token", "1//0%u{40,110}"),
            google.structure("gcp-service-account", "key of a service account", .serviceAccount),
            google.token("firebase-server-key", "Firebase cloud messaging key", "AAAA%u{7}:APA91b%u{134}"),
            google.named("recaptcha-secret", "reCAPTCHA secret", ["recaptcha", "captcha"], "6L%u{38}"),
            azure.token("azure-storage-key", "storage account key", "AccountKey=[0-9A-Za-z+/]{86}=="),
            azure.named(
                "azure-account-key", "account key", ["account_key", "accountkey", "storage_key", "azure_storage"],
                "[0-9A-Za-z+/]{86}=="),
            azure.token(
                "azure-shared-access-key", "shared access key of a bus, hub or queue",
                "SharedAccessKey=[0-9A-Za-z+/]{43}="),
            azure.token("azure-sas", "shared access signature", "sig=%a{1}[0-9A-Za-z%%]{42,70}%%3D(|%%3D)"),
            azure.token(
                "azure-client-secret", "client secret of an application",
                "[0-9A-Za-z_~.]{3}(7Q~|8Q~)[0-9A-Za-z_~.-]{31,34}"),
            azure.named(
                "azure-tenant-secret", "client secret", ["azure_client", "arm_client", "azuread", "aad_client"],
                "[0-9A-Za-z_~.-]{34,40}"),
            azure.token("azure-function-key", "key of a function", "%u{44}AzFu%u{4,8}=="),
            azure.token("azure-search-key", "search key", "%a{42}AzSe%a{6}"),
            azure.token("azure-registry-key", "container registry key", "[0-9A-Za-z/+]{42}%+ACR[0-9A-Za-z]{6}"),
            azure.token("azure-cosmos-key", "Cosmos DB key", "[0-9A-Za-z/+]{76}ACDb%a{4,6}=="),
            azure.token(
                "azure-data-factory-key", "key of a self-hosted integration runtime of Data Factory",
                "IR@[0-9A-Za-z-]{36}@[0-9A-Za-z_.-]{1,90}@[0-9A-Za-z_.=-]{1,120}@[0-9A-Za-z+/]{43}="),
            azure.token("azure-openai-key", "AI services key", "%a{52}JQQJ99%a{24,28}"),
            azure.named(
                "azure-subscription-key", "key of a cognitive service", ["azure", "cognitive", "ocp-apim"], "%h{32}"),
            alibaba.token("alibaba-access-key-id", "access key id", "LTAI(|5t)%a{12,24}", .random, .warning),
            alibaba.named(
                "alibaba-secret", "access key secret",
                ["alibaba", "aliyun", "alicloud", "accesskeysecret", "access_key_secret", "oss_"], "%a{30}"),
            tencent.token("tencent-secret-id", "secret id", "AKID%a{32}"),
            tencent.named("tencent-secret-key", "secret key", ["tencent", "qcloud"], "%a{32}"),
            yandex.token("yandex-api-key", "API key", "AQVN%u{35,38}"),
            yandex.token("yandex-access-key", "static access key", "YC(M|N|O|P)%u{37}"),
            yandex.token("yandex-iam-token", "IAM token", "t1.9%u{20,400}.%u{60,90}"),
            ibm.named("ibm-key", "API key", ["ibmcloud", "ibm_cloud", "ibm_api", "bluemix"], "%u{44}"),
            SecretIssuer(
                "Oracle Cloud", "https://docs.oracle.com/en-us/iaas/Content/Identity/Tasks/managingcredentials.htm"
            ).named(
                "oracle-auth-token", "authentication token", ["oci_auth", "ocir", "oci_token"], "[!-~]{20}"),
            SecretIssuer("Huawei Cloud", "https://support.huaweicloud.com/intl/en-us/usermanual-ca/ca_01_0003.html")
                .named(
                    "huawei-secret", "secret access key", ["huawei", "hwcloud", "hw_secret"], "%a{40}"),
        ]
    }
}
