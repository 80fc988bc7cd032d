/// Tokens of services, in the files that their documents show them in.
extension DocumentedFiles {
    static let services: [(String, String)] = [
        ("home/.git-credentials", "https://alice:«crc:ghp_»@github.com\nhttps://oauth2:glpat-«url64_20»@gitlab.com\n"),
        (
            "home/.config/gh/hosts.yml",
            "github.com:\n    oauth_token: «crc:gho_»\n    user: alice\n    git_protocol: https\n"
        ),
        (
            "app/ci.yml",
            "script:\n  - export GH_TOKEN=github_pat_«alnum22»_«alnum59»\n  - glab auth login --token glpat-«alnum20»\n"
        ),
        (
            "home/.config/glab-cli/config.yml",
            "hosts:\n  gitlab.com:\n    token: «url64_20»\n    api_host: gitlab.com\n"
        ),
        (
            "home/.aws/credentials",
            "[default]\naws_access_key_id = AKIA«base32_16»\naws_secret_access_key = «base64_40»\n[ci]\naws_access_key_id=ASIA«base32_16»\naws_secret_access_key=«base64_40»\naws_session_token=«base64_200»\n"
        ),
        ("etc/boto.cfg", "[Credentials]\naws_access_key_id = AKIA«base32_16»\naws_secret_access_key = «base64_40»\n"),
        (
            "app/settings.json",
            "{\n  \"accessKeyId\": \"AKIA«base32_16»\",\n  \"secretAccessKey\": \"«base64_40»\",\n  \"region\": \"eu-west-1\"\n}\n"
        ),
        (
            "home/.config/gcloud/application_default_credentials.json",
            "{\n  \"client_id\": \"‹digits12›-‹lower32›.apps.googleusercontent.com\",\n  \"client_secret\": \"d-«url64_22»\",\n  \"refresh_token\": \"1//0«url64_100»\",\n  \"type\": \"authorized_user\"\n}\n"
        ),
        ("app/google.js", "const key = 'AIza«url64_35»';\nconst secret = 'GOCSPX-«url64_28»';\n"),
        (
            "app/appsettings.json",
            "{\n  \"ConnectionStrings\": {\n    \"Main\": \"Server=tcp:db.corp.net,1433;Initial Catalog=main;User ID=app;Password=«pw»;Encrypt=True;\",\n    \"Blob\": \"DefaultEndpointsProtocol=https;AccountName=corpfiles;AccountKey=«base64_86»==;EndpointSuffix=core.windows.net\",\n    \"Bus\": \"Endpoint=sb://corp.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«base64_43»=\"\n  }\n}\n"
        ),
        (
            "app/azure.env",
            "AZURE_TENANT_ID=‹uuid›\nAZURE_CLIENT_ID=‹uuid›\nAZURE_CLIENT_SECRET=«alnum3»8Q~«url64_34»\n"
        ),
        (
            "app/slack.py",
            "client = WebClient(token='xoxb-«digits12»-«digits13»-«alnum24»')\nhook = 'https://hooks.slack.com/services/T«UPPER10»/B«UPPER10»/«alnum24»'\n"
        ),
        (
            "app/stripe.rb",
            "Stripe.api_key = 'sk_live_«alnum24»'\nendpoint_secret = 'whsec_«alnum32»'\nrestricted = \"rk_live_«alnum24»\"\n"
        ),
        (
            "app/.env.production",
            "TWILIO_ACCOUNT_SID=AC‹hex32›\nTWILIO_AUTH_TOKEN=«hex32»\nSENDGRID_API_KEY=SG.«url64_22».«url64_43»\nMAILGUN_API_KEY=key-«hex32»\nMAILCHIMP_API_KEY=«hex32»-us14\nSTRIPE_PUBLISHABLE=‹alnum24›\nPORT=3000\n"
        ),
        ("home/.config/doctl/config.yaml", "access-token: dop_v1_«hex64»\ncontext: default\n"),
        (
            "home/.terraform.d/credentials.tfrc.json",
            "{\"credentials\": {\"app.terraform.io\": {\"token\": \"«alnum14».atlasv1.«alnum67»\"}}}\n"
        ),
        ("home/.databrickscfg", "[DEFAULT]\nhost = https://adb-1.azuredatabricks.net\ntoken = dapi«hex32»\n"),
        ("home/.kaggle/kaggle.json", "{\"username\":\"alice\",\"key\":\"«hex32»\"}\n"),
        ("home/.cache/huggingface/token", "hf_«alnum34»"),
        (
            "app/llm.env",
            "OPENAI_API_KEY=sk-proj-«url64_74»T3BlbkFJ«url64_74»\nANTHROPIC_API_KEY=sk-ant-api03-«url64_93»AA\nREPLICATE_API_TOKEN=r8_«alnum37»\nHF_TOKEN=hf_«alnum34»\nGROQ_API_KEY=gsk_«alnum52»\n"
        ),
        ("home/.vault-token", "hvs.«url64_90»"),
        (
            "app/bots.yaml",
            "telegram:\n  bot_token: «digits10»:AA«url64_33»\ndiscord:\n  token: M«alnum23».«url64_6».«url64_38»\n"
        ),
        ("app/shop.php", "$shopify = 'shpat_«hex32»';\n$square = 'sq0csp-«url64_43»';\n"),
        ("app/datadog.yaml", "api_key: «hex32»\nsite: datadoghq.eu\n"),
        ("app/newrelic.ini", "[newrelic]\nlicense_key = «hex36»NRAL\napp_name = shop\n"),
        ("app/sentry.properties", "defaults.url=https://sentry.io/\nauth.token=sntrys_«base64_150»\n"),
        ("app/cloudflare.env", "CLOUDFLARE_API_TOKEN=«url64_40»\nCF_API_KEY=«hex37»\n"),
        ("home/.fly/config.yml", "access_token: fo1_«url64_43»\n"),
        ("home/.config/ngrok/ngrok.yml", "version: 2\nauthtoken: 2«alnum26»_«alnum20»\n"),
        ("home/.config/linear", "LINEAR_API_KEY=lin_api_«alnum40»\nNOTION=ntn_«digits11»«alnum35»\n"),
        (
            "app/heroku.sh",
            "export HEROKU_API_KEY=«uuid»\ncurl -H \"Authorization: Bearer «alnum48»\" https://api.heroku.com/apps\n"
        ),
        (
            "app/pulumi.env",
            "PULUMI_ACCESS_TOKEN=pul-«hex40»\nSNYK_TOKEN=«uuid»\nSONAR_TOKEN=sqp_«hex40»\nCODECOV_TOKEN=«uuid»\n"
        ),
    ]
}
