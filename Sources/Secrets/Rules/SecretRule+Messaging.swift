import Findings

extension SecretRule {
    /// Chat, telephony, social networks.
    static var messaging: [SecretRule] {
        let slack = SecretIssuer("Slack", "https://api.slack.com/authentication/token-types")
        let discord = SecretIssuer("Discord", "https://discord.com/developers/applications")
        let twilio = SecretIssuer("Twilio", "https://console.twilio.com")
        let twitter = SecretIssuer("X", "https://developer.x.com")
        let meta = SecretIssuer("Meta", "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/")
        return [
            slack.token("slack-bot-token", "bot token", "xoxb-%d{9,14}-%u{20,60}"),
            slack.token("slack-user-token", "user token", "xox(p|o|s)-%d{9,14}-%u{20,120}"),
            slack.token("slack-app-token", "app-level token", "xapp-%d{1}-%a{9,14}-%d{9,16}-%a{32,80}"),
            slack.token(
                "slack-refresh-token", "refresh or configuration token", "xoxe(|.xoxp|.xoxb)-%d{1}-%a{100,220}"),
            slack.token("slack-legacy-token", "workspace token", "xox(a|r)-(|2-)%u{20,120}"),
            slack.token("slack-cookie", "session cookie", "xoxd-[0-9A-Za-z%%+/=]{60,260}"),
            slack.token(
                "slack-webhook", "incoming webhook",
                "hooks.slack.com/(services|workflows)/T%U{8,12}/(A|B)%U{8,14}/%a{20,26}"),
            discord.named(
                "discord-bot-token", "bot token", ["discord", "bot_token"], "[MNO][0-9A-Za-z_-]{22,27}.%u{6}.%u{27,40}"),
            discord.named("discord-client-secret", "client secret", ["discord"], "%u{32}"),
            discord.token("discord-webhook", "webhook", "discord(|app).com/api/webhooks/%d{17,20}/%u{60,72}"),
            SecretIssuer("Telegram", "https://core.telegram.org/bots#botfather").token(
                "telegram-bot-token", "bot token", "%d{8,10}:AA(E|F|G|H)%u{32}"),
            SecretIssuer("Telegram", "https://core.telegram.org/bots#botfather").named(
                "telegram-token", "bot token", ["telegram", "tg_bot"], "%d{8,10}:%u{35}"),
            SecretIssuer(
                "Microsoft Teams", "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/"
            ).token(
                "teams-webhook", "incoming webhook",
                ".webhook.office.com/webhookb2/%h{8}-[0-9a-f@-]{60,70}/IncomingWebhook/%h{32}/%h{8}-[0-9a-f-]{27}"),
            SecretIssuer("Google Chat", "https://developers.google.com/workspace/chat/quickstart/webhooks").token(
                "google-chat-webhook", "webhook",
                "chat.googleapis.com/v1/spaces/%u{8,16}/messages?key=%u{39}&token=[0-9A-Za-z%%_-]{40,60}"),
            SecretIssuer("Mattermost", "https://developers.mattermost.com/integrate/reference/personal-access-token/")
                .named("mattermost-token", "access token", ["mattermost"], "%l{26}"),
            SecretIssuer("Matrix", "https://spec.matrix.org/latest/client-server-api/").token(
                "matrix-token", "access token of Synapse", "syt_[0-9A-Za-z+/=]{4,80}_%a{20}_%a{6}"),
            SecretIssuer("LINE", "https://developers.line.biz/console/").named(
                "line-token", "channel access token", ["line_channel", "channel_access"], "[0-9A-Za-z+/]{170,180}(|=)"),
            twilio.named("twilio-api-key", "API key", ["twilio"], "SK%h{32}"),
            twilio.named("twilio-auth-token", "authentication token", ["twilio"], "%h{32}"),
            SecretIssuer("Vonage", "https://dashboard.nexmo.com/settings").named(
                "vonage-secret", "API secret", ["vonage", "nexmo"], "%a{16}"),
            SecretIssuer("MessageBird", "https://dashboard.messagebird.com").named(
                "messagebird-key", "access key", ["messagebird", "message_bird"], "%a{25}"),
            SecretIssuer("Sendbird", "https://dashboard.sendbird.com").named(
                "sendbird-token", "API token", ["sendbird"], "%h{40}"),
            SecretIssuer("Plivo", "https://console.plivo.com").named(
                "plivo-token", "authentication token", ["plivo"], "%u{40}"),
            SecretIssuer("Pusher", "https://dashboard.pusher.com").named(
                "pusher-secret", "application secret", ["pusher"], "%h{20}"),
            SecretIssuer("Pushover", "https://pushover.net").named(
                "pushover-token", "application token", ["pushover"], "%l{30}"),
            SecretIssuer("Intercom", "https://developers.intercom.com").named(
                "intercom-token", "access token", ["intercom"], "dG9r%a{50,60}(|=|==)"),
            twitter.named(
                "twitter-bearer-token", "bearer token", ["twitter", "bearer_token"],
                "AAAAAAAAAAAAAAAAAAAAA[0-9A-Za-z%%]{60,120}"),
            twitter.named(
                "twitter-secret", "API secret", ["twitter", "consumer_secret", "access_token_secret"], "%a{45,50}"),
            meta.named(
                "facebook-access-token", "access token", ["facebook", "instagram", "meta_"], "EAA%a{90,400}"),
            meta.named(
                "facebook-app-secret", "application secret", ["facebook", "fb_app", "fb_secret", "meta_app"], "%h{32}"),
            SecretIssuer("LinkedIn", "https://www.linkedin.com/developers/apps").named(
                "linkedin-secret", "client secret", ["linkedin"], "%a{16}"),
            SecretIssuer("LinkedIn", "https://www.linkedin.com/developers/apps").token(
                "linkedin-client-secret", "client secret", "WPL_AP1.%a{16}.%s{6,8}(|=|==)"),
            SecretIssuer("Twitch", "https://dev.twitch.tv/console").named(
                "twitch-token", "client secret or token", ["twitch"], "%l{30}"),
            SecretIssuer("Zulip", "https://zulip.com/api/api-keys").named("zulip-key", "API key", ["zulip"], "%a{32}"),
            SecretIssuer("Zoom", "https://marketplace.zoom.us").named(
                "zoom-secret", "client secret", ["zoom"], "%a{32}"),
        ]
    }
}
