import Findings

extension SecretRule {
    /// Mail and newsletters.
    static var mail: [SecretRule] {
        let mailgun = SecretIssuer("Mailgun", "https://app.mailgun.com/settings/api_security")
        let brevo = SecretIssuer("Brevo", "https://app.brevo.com/settings/keys/api")
        return [
            SecretIssuer("SendGrid", "https://app.sendgrid.com/settings/api_keys").token(
                "sendgrid-key", "API key", "SG.%u{22}.%u{43}"),
            mailgun.token("mailgun-key", "private API key", "key-%h{32}"),
            mailgun.named("mailgun-signing-key", "API key", ["mailgun"], "%h{32}-%h{8}-%h{8}"),
            mailgun.token("mailgun-public-key", "validation key", "pubkey-%h{32}", .random, .warning),
            SecretIssuer("Mailchimp", "https://admin.mailchimp.com/account/api/").token(
                "mailchimp-key", "API key", "%h{32}-us%d{1,2}"),
            SecretIssuer("Mandrill", "https://mandrillapp.com/settings").token("mandrill-key", "API key", "md-%u{22}"),
            brevo.token("brevo-key", "API key", "xkeysib-%h{64}-%a{16}"),
            brevo.token("brevo-smtp-key", "SMTP key", "xsmtpsib-%h{64}-%a{16}"),
            SecretIssuer("Postmark", "https://account.postmarkapp.com/api_tokens").named(
                "postmark-token", "server token", ["postmark"], "%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            SecretIssuer("Resend", "https://resend.com/api-keys").token("resend-key", "API key", "re_%a{8}_%a{24}"),
            SecretIssuer("MailerSend", "https://app.mailersend.com/api-tokens").token(
                "mailersend-token", "API token", "mlsn.%h{64}"),
            SecretIssuer("SparkPost", "https://app.sparkpost.com/account/api-keys").named(
                "sparkpost-key", "API key", ["sparkpost"], "%h{40}"),
            SecretIssuer("Mailjet", "https://app.mailjet.com/account/apikeys").named(
                "mailjet-key", "API key", ["mailjet", "mj_apikey"], "%h{32}"),
            SecretIssuer(
                "HubSpot",
                "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/overview"
            ).token(
                "hubspot-token", "private app token", "pat-(na1|na2|eu1|ap1)-%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            SecretIssuer("Klaviyo", "https://www.klaviyo.com/settings/account/api-keys").named(
                "klaviyo-key", "private API key", ["klaviyo"], "pk_%h{34}"),
            SecretIssuer("Customer.io", "https://fly.customer.io/settings/api_credentials").named(
                "customerio-key", "API key", ["customerio", "customer_io"], "%h{20,32}"),
        ]
    }
}
