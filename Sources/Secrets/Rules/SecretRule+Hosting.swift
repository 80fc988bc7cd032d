import Findings

extension SecretRule {
    /// Hosting, networks, delivery.
    static var hosting: [SecretRule] {
        let ocean = SecretIssuer("DigitalOcean", "https://cloud.digitalocean.com/account/api/tokens")
        let heroku = SecretIssuer("Heroku", "https://dashboard.heroku.com/account")
        let cloudflare = SecretIssuer("Cloudflare", "https://dash.cloudflare.com/profile/api-tokens")
        let fly = SecretIssuer("Fly.io", "https://fly.io/docs/security/tokens/")
        let tailscale = SecretIssuer("Tailscale", "https://login.tailscale.com/admin/settings/keys")
        let vercel = SecretIssuer("Vercel", "https://vercel.com/account/settings/tokens")
        let uuid = "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"
        return [
            ocean.token("digitalocean-pat", "personal access token", "dop_v1_%h{64}"),
            ocean.token("digitalocean-oauth", "OAuth token", "doo_v1_%h{64}"),
            ocean.token("digitalocean-refresh", "OAuth refresh token", "dor_v1_%h{64}"),
            ocean.named(
                "digitalocean-spaces-key", "Spaces secret", ["spaces_secret", "do_spaces", "digitalocean"],
                "[0-9A-Za-z/+]{43}"),
            heroku.token("heroku-token", "API token", "HRKU-AA%u{58}"),
            heroku.named("heroku-key", "API key", ["heroku"], uuid),
            cloudflare.named("cloudflare-token", "API token", ["cloudflare", "cf_api", "cf_token", "cfapi"], "%u{40}"),
            cloudflare.named("cloudflare-global-key", "global API key", ["cloudflare", "cf_api", "cf_key"], "%h{37}"),
            cloudflare.token("cloudflare-origin-ca", "origin CA key", "v1.0-%h{24}-%h{146}"),
            fly.token("fly-token", "access token", "fo1_%u{43}"),
            fly.token("fly-macaroon", "macaroon", "fm(1|2|1a|1r)_[0-9A-Za-z+/_-]{60,800}(|=|==)"),
            vercel.token("vercel-blob-token", "blob token", "vercel_blob_rw_%a{16}_%a{30}"),
            vercel.named("vercel-token", "access token", ["vercel", "zeit_"], "%a{24}"),
            vercel.token("vercel-prefixed-token", "token", "vc(p|i|a|r|k)_%u{56}"),
            SecretIssuer("Netlify", "https://app.netlify.com/user/applications").token(
                "netlify-token", "personal access token", "nfp_%a{36}"),
            SecretIssuer("Netlify", "https://app.netlify.com/user/applications").named(
                "netlify-legacy-token", "token of the old form", ["netlify"], "%u{40,64}"),
            SecretIssuer("Render", "https://render.com/docs/api").token("render-key", "API key", "rnd_%a{32}"),
            SecretIssuer("Railway", "https://docs.railway.com/reference/public-api").named(
                "railway-token", "token", ["railway"], uuid),
            SecretIssuer("Linode", "https://cloud.linode.com/profile/tokens").named(
                "linode-token", "personal access token", ["linode"], "%h{64}"),
            SecretIssuer("Vultr", "https://my.vultr.com/settings/#settingsapi").named(
                "vultr-key", "API key", ["vultr"], "%U{36}"),
            SecretIssuer("Hetzner", "https://docs.hetzner.cloud").named(
                "hetzner-token", "API token", ["hetzner", "hcloud"], "%a{64}"),
            SecretIssuer("Scaleway", "https://console.scaleway.com/iam/api-keys").named(
                "scaleway-secret", "secret key", ["scaleway", "scw_"], uuid),
            SecretIssuer("Scalingo", "https://developers.scalingo.com/tokens").token(
                "scalingo-token", "API token", "tk-us-%u{48}"),
            SecretIssuer("OVH", "https://help.ovhcloud.com").named(
                "ovh-secret", "application secret", ["ovh_", "ovhcloud"], "%h{32}"),
            SecretIssuer("Fastly", "https://manage.fastly.com/account/personal/tokens").named(
                "fastly-token", "API token", ["fastly"], "%u{32}"),
            SecretIssuer("Bunny", "https://dash.bunny.net/account/api-key").named(
                "bunny-key", "API key", ["bunny"], "\(uuid)%h{0,40}"),
            SecretIssuer("Akamai", "https://techdocs.akamai.com/developer/docs/edgegrid").token(
                "akamai-token", "EdgeGrid token", "akab-%l{16}-%l{16}"),
            SecretIssuer("DNSimple", "https://support.dnsimple.com/articles/api-access-token/").token(
                "dnsimple-token", "access token", "dnsimple_(a|u|o)_%a{30,60}"),
            tailscale.token("tailscale-key", "key", "tskey-(auth|api|client|scim|webhook)-%a{8,20}(|CNTRL)-%a{20,40}"),
            tailscale.token("tailscale-legacy-key", "key of the old form", "tskey-%a{12,20}-%a{20,40}"),
            SecretIssuer("ZeroTier", "https://my.zerotier.com/account").named(
                "zerotier-token", "API token", ["zerotier"], "%a{32}"),
            SecretIssuer("ngrok", "https://dashboard.ngrok.com/get-started/your-authtoken").named(
                "ngrok-token", "authentication token", ["ngrok"], "%a{25,30}_%a{20,22}"),
            SecretIssuer("Defined Networking", "https://docs.defined.net").token(
                "defined-token", "Nebula API token", "dnkey-%u{26}-%u{52}"),
            SecretIssuer("Cloudinary", "https://cloudinary.com/documentation/cloudinary_credentials_tutorial").token(
                "cloudinary-url", "address with key and secret", "cloudinary://%d{12,18}:%u{24,30}"),
        ]
    }
}
