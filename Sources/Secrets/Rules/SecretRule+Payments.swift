import Findings

extension SecretRule {
    /// Payments, shops, banks.
    static var payments: [SecretRule] {
        let stripe = SecretIssuer("Stripe", "https://dashboard.stripe.com/apikeys")
        let square = SecretIssuer("Square", "https://developer.squareup.com/apps")
        let shopify = SecretIssuer(
            "Shopify", "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens")
        let paypal = SecretIssuer("PayPal", "https://developer.paypal.com/dashboard/applications")
        let flutterwave = SecretIssuer("Flutterwave", "https://dashboard.flutterwave.com")
        let shippo = SecretIssuer("Shippo", "https://apps.goshippo.com/settings/api")
        let easypost = SecretIssuer("EasyPost", "https://www.easypost.com/account/api-keys")
        return [
            stripe.token("stripe-live-key", "secret key", "(sk|rk)_live_%a{20,247}"),
            stripe.token("stripe-test-key", "secret key for tests", "(sk|rk)_test_%a{20,247}", .random, .warning),
            stripe.token("stripe-webhook-secret", "webhook secret", "whsec_[0-9A-Za-z+/]{32,64}(|=)"),
            square.token("square-access-token", "access token", "sq0atp-%u{22}"),
            square.token("square-oauth-secret", "OAuth secret", "sq0csp-%u{43}"),
            square.named("square-token", "access token", ["square"], "EAAA%u{60}"),
            shopify.token("shopify-access-token", "access token", "shp(at|ca|pa|ss|ua)_[0-9A-Fa-f]{32}"),
            paypal.token("braintree-token", "Braintree access token", "access_token$production$%l{16}$%h{32}"),
            paypal.named("paypal-secret", "client secret", ["paypal"], "E%u{79}"),
            SecretIssuer("Plaid", "https://dashboard.plaid.com/developers/keys").named(
                "plaid-secret", "secret", ["plaid"], "%h{30}"),
            SecretIssuer("Plaid", "https://dashboard.plaid.com/developers/keys").token(
                "plaid-access-token", "access token",
                "access-(sandbox|development|production)-%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            SecretIssuer("Adyen", "https://docs.adyen.com/development-resources/api-credentials/").token(
                "adyen-key", "API key", "AQE(x|y|z)h[0-9A-Za-z.^*+&=?!@/-]{40,200}"),
            SecretIssuer("Razorpay", "https://dashboard.razorpay.com/app/keys").token(
                "razorpay-key-id", "live key id", "rzp_live_%a{14}", .random, .warning),
            flutterwave.token("flutterwave-key", "secret key", "FLWSECK(_TEST|_LIVE|)-%a{12,40}(|-X)"),
            SecretIssuer("Mollie", "https://my.mollie.com/dashboard/developers/api-keys").named(
                "mollie-key", "API key", ["mollie"], "(live|test)_%a{30,35}"),
            SecretIssuer("GoCardless", "https://manage.gocardless.com/developers").named(
                "gocardless-token", "access token", ["gocardless"], "live_%u{40}"),
            SecretIssuer("Checkout.com", "https://www.checkout.com/docs").token(
                "checkout-key", "secret key", "sk_(sbox_|)%l{27}[$=*#]{1}"),
            SecretIssuer("Coinbase", "https://www.coinbase.com/settings/api").named(
                "coinbase-secret", "API secret", ["coinbase"], "%u{32,64}"),
            SecretIssuer("Binance", "https://www.binance.com/en/my/settings/api-management").named(
                "binance-secret", "secret key", ["binance"], "%a{64}"),
            SecretIssuer("Kraken", "https://support.kraken.com").named(
                "kraken-key", "private key", ["kraken"], "[0-9A-Za-z+/]{86}=="),
            SecretIssuer("SumUp", "https://developer.sumup.com").token("sumup-key", "secret key", "sup_sk_%a{20,40}"),
            SecretIssuer("Paddle", "https://developer.paddle.com/api-reference/about/api-keys").token(
                "paddle-key", "API key", "pdl_(live|sdbx)_apikey_%l{26}_%a{22}_%a{3}"),
            SecretIssuer("Lob", "https://dashboard.lob.com/settings/api-keys").named(
                "lob-key", "API key", ["lob_"], "(live|test)_%h{35}"),
            shippo.token("shippo-token", "API token", "shippo_(live|test)_%h{40}"),
            easypost.token("easypost-key", "API key", "EZ(AK|TK)%a{54}"),
            SecretIssuer("Duffel", "https://duffel.com/docs").token(
                "duffel-token", "access token", "duffel_(live|test)_%u{43}"),
            SecretIssuer("Paystack", "https://dashboard.paystack.com/#/settings/developers").named(
                "paystack-key", "secret key", ["paystack"], "sk_(live|test)_%h{40}"),
        ]
    }
}
