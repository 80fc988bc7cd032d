import Findings

extension SecretRule {
    /// Files of programs, addresses, command lines.
    static var files: [SecretRule] {
        let here = "https://docs.docker.com/build/building/secrets/"
        return [
            SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1").structure(
                "url-password", "password in an address", .url),
            SecretIssuer("", "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html")
                .structure("netrc-password", "password in .netrc", .netrc),
            SecretIssuer("PostgreSQL", "https://www.postgresql.org/docs/current/libpq-pgpass.html").structure(
                "pgpass-password", "password in .pgpass", .pgpass),
            SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc7617").structure(
                "basic-authorization", "user and password in a header", .basicHeader),
            SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc6750").structure(
                "bearer-authorization", "token in a header", .bearerHeader),
            SecretIssuer("", "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2").structure(
                "authorization-header", "token in a header", .authorizationHeader),
            SecretIssuer("", here).structure(
                "command-line-password", "password among a program's arguments", .commandLine),
            SecretIssuer("", here).structure(
                "call-password", "password among a function's arguments", .callArgument),
            SecretIssuer("", "https://man7.org/linux/man-pages/man5/shadow.5.html").structure(
                "password-hash", "hash of a password", .passwordHash, .passwordHash, .warning),
            SecretIssuer("Django", "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key").named(
                "django-secret-key", "secret key", ["secret_key"], "[0-9a-z!@#$%%^&*(=_+)-]{50}"),
            SecretIssuer("Django", "https://docs.djangoproject.com/en/stable/ref/settings/#secret-key").token(
                "django-insecure-key", "generated secret key", "django-insecure-[0-9a-z!@#$%%^&*(=_+)-]{50}"),
            SecretIssuer("Laravel", "https://laravel.com/docs/encryption").named(
                "laravel-key", "application key", ["app_key"], "base64:[0-9A-Za-z+/]{43}="),
            SecretIssuer("Rails", "https://guides.rubyonrails.org/security.html").named(
                "rails-secret", "secret_key_base", ["secret_key_base", "rails_master_key"], "%h{32,128}"),
            SecretIssuer("WordPress", "https://api.wordpress.org/secret-key/1.1/salt/").named(
                "wordpress-salt", "key or salt", ["auth_key", "auth_salt", "logged_in_", "nonce_key", "nonce_salt"],
                "[ -~]{64}", wantsWord: false),
            SecretIssuer("Ansible", "https://docs.ansible.com").named(
                "ansible-become-password", "password for becoming root",
                ["ansible_become_pass", "ansible_ssh_pass", "ansible_password", "ansible_sudo_pass"], "[!-~]{5,64}",
                .none, wantsWord: false),
            SecretIssuer("Spring", "https://docs.spring.io").named(
                "jasypt-password", "encryption password", ["jasypt"], "[!-~]{6,64}", .none),
            SecretIssuer("FileZilla", "https://wiki.filezilla-project.org/Password").token(
                "filezilla-password", "password of a site", "<Pass encoding=\"base64\">%s{6,80}(|=|==)</Pass"),
            SecretIssuer("Bundler", "https://bundler.io/man/bundle-config.1.html").named(
                "bundler-credentials", "user and password of a source", ["bundle_"],
                "[0-9A-Za-z_.-]{2,40}:[0-9A-Za-z_.@!#$%%^&*+=-]{6,80}", .none, wantsWord: false),
            SecretIssuer("Drupal", "https://www.drupal.org/docs/getting-started/installing-drupal").named(
                "drupal-hash-salt", "hash salt", ["hash_salt"], "%u{40,100}", wantsWord: false),
            SecretIssuer("", "https://www.postgresql.org/docs/current/sql-createrole.html").structure(
                "sql-password", "password in SQL", .sqlPassword),
            SecretIssuer("", here).structure("setting-line-password", "password in a setting", .settingLine),
            SecretIssuer("", here).structure("credential-list", "password in a list of users", .credentialList),
            SecretIssuer("", here).structure("credential-file", "file that holds nothing else", .wholeFile),
        ]
    }
}
