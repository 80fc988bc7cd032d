import Findings

extension SecretRule {
    /// Office, design, content, support.
    static var business: [SecretRule] {
        let notion = SecretIssuer("Notion", "https://www.notion.so/profile/integrations")
        let linear = SecretIssuer("Linear", "https://linear.app/settings/api")
        let contentful = SecretIssuer(
            "Contentful", "https://www.contentful.com/developers/docs/references/authentication/")
        let dropbox = SecretIssuer("Dropbox", "https://www.dropbox.com/developers/apps")
        let readme = SecretIssuer("ReadMe", "https://docs.readme.com/main/reference/authentication")
        return [
            notion.token("notion-token", "integration token", "ntn_%d{11}%a{35}"),
            notion.token("notion-legacy-token", "integration token of the old form", "secret_%a{43}"),
            linear.token("linear-key", "API key", "lin_api_%a{40}"),
            linear.token("linear-oauth", "OAuth token", "lin_oauth_%h{64}"),
            linear.token("linear-webhook-secret", "webhook secret", "lin_wh_%a{32,44}"),
            SecretIssuer("Asana", "https://app.asana.com/0/my-apps").named(
                "asana-token", "personal access token", ["asana"], "(0|1|2)/%d{12,18}(|/)%d{0,18}:%h{32}"),
            SecretIssuer("Asana", "https://app.asana.com/0/my-apps").named(
                "asana-secret", "client secret", ["asana"], "%l{32}"),
            SecretIssuer("Trello", "https://trello.com/app-key").token("trello-token", "token", "ATTA%h{64}%h{0,8}"),
            SecretIssuer("ClickUp", "https://app.clickup.com/settings/apps").named(
                "clickup-token", "personal token", ["clickup"], "pk_%d{4,12}_%U{32}"),
            SecretIssuer("Monday", "https://developer.monday.com").named(
                "monday-token", "API token", ["monday"], "eyJ%u{60,400}.%u{60,400}.%u{40,50}"),
            SecretIssuer("Figma", "https://www.figma.com/developers/api#access-tokens").token(
                "figma-token", "personal access token", "figd_%u{40}"),
            SecretIssuer("Typeform", "https://www.typeform.com/developers/get-started/personal-access-token/").token(
                "typeform-token", "personal access token", "tfp_%u{44}_%u{10,16}"),
            SecretIssuer("Typeform", "https://www.typeform.com/developers/get-started/personal-access-token/").token(
                "typeform-short-token", "personal access token", "tfp_%u{40,59}"),
            contentful.token("contentful-pat", "personal access token", "CFPAT-%u{43}"),
            contentful.named("contentful-token", "delivery token", ["contentful"], "%u{43}"),
            dropbox.token("dropbox-token", "access token", "sl.(|u.)%u{130,1200}"),
            dropbox.named("dropbox-secret", "application secret", ["dropbox"], "%l{15}"),
            SecretIssuer("Box", "https://app.box.com/developers/console").named(
                "box-secret", "client secret", ["box_client", "boxsdk", "box_app"], "%a{32}"),
            SecretIssuer("Mapbox", "https://account.mapbox.com/access-tokens/").token(
                "mapbox-secret-token", "secret token", "sk.eyJ%u{60,120}.%u{22}", .json),
            SecretIssuer("HERE", "https://platform.here.com").named(
                "here-key", "API key", ["here_api", "hereapi"], "%u{43}"),
            SecretIssuer("Zendesk", "https://support.zendesk.com").named(
                "zendesk-token", "API token", ["zendesk"], "%a{40}"),
            SecretIssuer("Freshdesk", "https://developers.freshdesk.com").named(
                "freshdesk-key", "API key", ["freshdesk"], "%a{20}"),
            SecretIssuer("Salesforce", "https://help.salesforce.com").token(
                "salesforce-token", "access token", "00D%a{12,15}![0-9A-Za-z_.]{80,260}"),
            SecretIssuer("Frame.io", "https://developer.frame.io").token("frameio-token", "API token", "fio-u-%u{64}"),
            readme.token("readme-key", "API key", "rdme_%l{70}"),
            SecretIssuer("Retool", "https://docs.retool.com").token(
                "retool-token", "API token", "retool_(01|wk)_%l{20,60}"),
            SecretIssuer("RapidAPI", "https://rapidapi.com/developer/security").named(
                "rapidapi-key", "key", ["rapidapi"], "%l{10}msh%l{15}p1%l{5}jsn%l{12}"),
            SecretIssuer("Zapier", "https://zapier.com").token(
                "zapier-webhook", "webhook", "hooks.zapier.com/hooks/catch/%d{4,10}/%a{5,10}", .none, .warning),
            SecretIssuer("Beamer", "https://www.getbeamer.com").named(
                "beamer-token", "API token", ["beamer"], "b_[0-9A-Za-z=_-]{44}"),
            SecretIssuer("Storyblok", "https://www.storyblok.com/docs").named(
                "storyblok-token", "token", ["storyblok"], "%a{22}tt(|-%d{4,8}-%u{16,24})"),
            SecretIssuer("Sanity", "https://www.sanity.io/docs").named(
                "sanity-token", "token", ["sanity"], "sk%a{78,180}"),
            SecretIssuer("Prismic", "https://prismic.io/docs").named(
                "prismic-token", "access token", ["prismic"], "%u{60,120}"),
            SecretIssuer("Unsplash", "https://unsplash.com/developers").named(
                "unsplash-key", "access key", ["unsplash"], "%u{43}"),
            SecretIssuer("OpenWeather", "https://home.openweathermap.org/api_keys").named(
                "openweather-key", "API key", ["openweather", "owm_"], "%h{32}", .random, .warning),
            SecretIssuer("Shodan", "https://account.shodan.io").named("shodan-key", "API key", ["shodan"], "%a{32}"),
            SecretIssuer("VirusTotal", "https://www.virustotal.com/gui/my-apikey").named(
                "virustotal-key", "API key", ["virustotal", "vt_api"], "%h{64}"),
            SecretIssuer("Strava", "https://www.strava.com/settings/api").named(
                "strava-secret", "client secret", ["strava"], "%h{40}"),
            SecretIssuer("Spotify", "https://developer.spotify.com/dashboard").named(
                "spotify-secret", "client secret", ["spotify"], "%h{32}"),
            SecretIssuer("Steam", "https://steamcommunity.com/dev/apikey").named(
                "steam-key", "web API key", ["steam"], "[0-9A-F]{32}"),
        ]
    }
}
