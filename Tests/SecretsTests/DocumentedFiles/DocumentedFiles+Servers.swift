/// Settings of servers, frameworks and databases.
extension DocumentedFiles {
    static let servers: [(String, String)] = [
        ("home/.pgpass", "localhost:5432:app:alice:«pw»\ndb.corp.net:6432:*:bob:«pw»\n*:*:*:postgres:«pw»\n"),
        ("home/.my.cnf", "[client]\nuser=root\npassword=«pw»\n"),
        ("home/.pg_service.conf", "[main]\nhost=db.corp.net\nuser=app\npassword=«pw»\n"),
        ("etc/redis/redis.conf", "bind 0.0.0.0\nrequirepass «pw»\nmasterauth «alnum32»\n"),
        ("etc/redis/users.acl", "user default on >«pw» ~* +@all\n"),
        (
            "var/www/wp-config.php",
            "<?php\ndefine( 'DB_NAME', 'wordpress' );\ndefine( 'DB_USER', 'wp' );\ndefine( 'DB_PASSWORD', '«pw»' );\ndefine( 'AUTH_KEY', '«url64_64»' );\ndefine('SECURE_AUTH_SALT', '«url64_64»');\n"
        ),
        (
            "var/www/configuration.php",
            "<?php\nclass JConfig {\n\tpublic $user = 'joomla';\n\tpublic $password = '«pw»';\n\tpublic $secret = '«alnum16»';\n}\n"
        ),
        (
            "var/www/sites/default/settings.php",
            "<?php\n$databases['default']['default'] = array (\n  'database' => 'drupal',\n  'username' => 'drupal',\n  'password' => '«pw»',\n);\n$settings['hash_salt'] = '«url64_74»';\n"
        ),
        (
            "app/settings.py",
            "import os\nSECRET_KEY = 'django-insecure-«lower50»'\nDATABASES = {'default': {'ENGINE': 'postgresql', 'USER': 'app', 'PASSWORD': '«pw»'}}\nEMAIL_HOST_PASSWORD = '«pw»'\n"
        ),
        ("app/prod_settings.py", "SECRET_KEY = \"«lower50»\"\nDEBUG = False\n"),
        ("app/config/master.key", "«hex32»"),
        ("app/config/credentials/production.key", "«hex32»\n"),
        ("app/config/database.yml", "production:\n  adapter: postgresql\n  username: app\n  password: «pw»\n"),
        ("app/config/secrets.yml", "production:\n  secret_key_base: «hex128»\n"),
        (
            "app/.env",
            "APP_KEY=base64:«base64_43»=\nDB_PASSWORD=«pw»\nMAIL_PASSWORD=\"«pw»\"\nREDIS_URL=redis://:«pw»@cache:6379/0\nDATABASE_URL=postgres://app:«alnum20»@db:5432/app\nexport JWT_SECRET='«alnum40»'\nSESSION_SECRET=«word»\n"
        ),
        (
            "app/src/main/resources/application.yml",
            "spring:\n  datasource:\n    url: jdbc:mysql://db:3306/app\n    username: app\n    password: «pw»\n  mail:\n    password: \"«pw»\"\njwt:\n  secret: «base64_44»\n"
        ),
        (
            "app/application.properties",
            "spring.datasource.url=jdbc:postgresql://db/app?user=app&password=«pw»\nspring.datasource.password=«pw»\nspring.security.user.password=«word»\n"
        ),
        (
            "etc/tomcat/tomcat-users.xml",
            "<tomcat-users>\n  <user username=\"admin\" password=\"«pw»\" roles=\"manager-gui\"/>\n</tomcat-users>\n"
        ),
        (
            "app/hibernate.cfg.xml",
            "<property name=\"hibernate.connection.password\">«pw»</property>\n<property name=\"hibernate.show_sql\">true</property>\n"
        ),
        (
            "app/context.xml",
            "<Resource name=\"jdbc/app\" username=\"app\" password=\"«pw»\" url=\"jdbc:postgresql://db/app\"/>\n"
        ),
        (
            "app/web.config",
            "<connectionStrings>\n<add name=\"Db\" connectionString=\"Data Source=db;User Id=sa;Password=«pw»;\" />\n</connectionStrings>\n<machineKey validationKey=\"«HEX128»\" decryptionKey=\"«HEX64»\" />\n"
        ),
        (
            "app/docker-compose.yml",
            "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: «pw»\n      - MYSQL_ROOT_PASSWORD=«pw»\n  app:\n    environment:\n      - DATABASE_URL=mysql://root:«pw»@db/app\n      - MONGO_URL=mongodb+srv://app:«pw»@cluster0.mongodb.net/app\n      - AMQP=amqp://rabbit:«pw»@mq:5672/\n"
        ),
        (
            "k8s/secret.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  username: YWRtaW4=\n  password: «pw64»\n  api-token: «base64_44»\nstringData:\n  db-password: «pw»\n"
        ),
        (
            "home/.kube/config",
            "users:\n- name: admin\n  user:\n    token: «alnum48»\n- name: basic\n  user:\n    username: admin\n    password: «pw»\n"
        ),
        (
            "infra/terraform.tfstate",
            "{\"resources\": [{\"type\": \"aws_db_instance\", \"instances\": [{\"attributes\": {\"username\": \"root\", \"password\": \"«pw»\", \"port\": 5432}}]}, {\"type\": \"aws_iam_access_key\", \"instances\": [{\"attributes\": {\"id\": \"AKIA«base32_16»\", \"secret\": \"«base64_40»\"}}]}, {\"type\":\"random_password\",\"instances\":[{\"attributes\":{\"length\":20,\"result\":\"«alnum20»\"}}]}]}\n"
        ),
        ("infra/prod.tfvars", "region = \"eu-west-1\"\ndb_password = \"«pw»\"\napi_token   = \"«alnum32»\"\n"),
        (
            "infra/main.tf",
            "provider \"aws\" {\n  access_key = \"AKIA«base32_16»\"\n  secret_key = \"«base64_40»\"\n}\n"
        ),
        (
            "ansible/hosts.ini",
            "[web]\nweb1 ansible_user=root ansible_ssh_pass=«pw»\nweb2 ansible_become_password=«pw» ansible_host=10.0.0.2\n"
        ),
        ("ansible/vault_pass.txt", "«pw»\n"),
        (
            "var/jenkins/credentials.xml",
            "<com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>\n<username>deploy</username>\n<password>«pw»</password>\n</com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>\n"
        ),
        ("etc/htpasswd", "alice:$apr1$«alnum8»$«alnum22»\nbob:$2y$10$«alnum53»\ncarol:{SHA}«base64_27»=\n"),
        (
            "etc/shadow",
            "root:$6$«alnum16»$«alnum86»:19700:0:99999:7:::\ndaemon:*:19700:0:99999:7:::\nalice:$y$j9T$«alnum22»$«alnum43»:19700:0:99999:7:::\n"
        ),
        ("etc/wpa_supplicant.conf", "network={\n  ssid=\"office\"\n  psk=\"«pw»\"\n}\n"),
        ("etc/NetworkManager/system-connections/office.nmconnection", "[wifi-security]\nkey-mgmt=wpa-psk\npsk=«pw»\n"),
        ("etc/ppp/chap-secrets", "# client server secret IP\nalice * \"«pw»\" *\n"),
        ("etc/ipsec.secrets", ": PSK \"«pw»\"\n@vpn.corp.net : PSK \"«alnum32»\"\n"),
        (
            "etc/wireguard/wg0.conf",
            "[Interface]\nPrivateKey = «base64_43»=\nAddress = 10.0.0.1/24\n[Peer]\nPublicKey = ‹base64_43›=\nPresharedKey = «base64_43»=\n"
        ),
        ("etc/samba/credentials", "username=alice\npassword=«pw»\ndomain=CORP\n"),
        (
            "etc/fstab",
            "//nas/share /mnt cifs username=alice,password=«pw»,uid=1000 0 0\n/dev/sda1 / ext4 defaults 0 1\n"
        ),
        ("etc/rsyncd.secrets", "backup:«pw»\n"),
        ("home/.s3cfg", "[default]\naccess_key = AKIA«base32_16»\nsecret_key = «base64_40»\nuse_https = True\n"),
        ("home/.msmtprc", "account default\nhost smtp.corp.net\nuser alice\npassword «pw»\n"),
        ("home/.muttrc", "set imap_user=\"alice@corp.net\"\nset imap_pass=\"«pw»\"\nset smtp_pass = '«pw»'\n"),
        ("etc/postfix/sasl_passwd", "[smtp.corp.net]:587 alice@corp.net:«pw»\n"),
        (
            "home/.config/filezilla/sitemanager.xml",
            "<Server><Host>ftp.corp.net</Host><User>alice</User><Pass encoding=\"base64\">«pw64»</Pass></Server>\n"
        ),
        (
            "app/.vscode/sftp.json",
            "{\n  \"host\": \"ftp.corp.net\",\n  \"username\": \"alice\",\n  \"password\": \"«pw»\"\n}\n"
        ),
        ("app/ldap.conf", "binddn cn=admin,dc=corp,dc=net\nbindpw «pw»\n"),
        (
            "app/elastic.yml",
            "xpack.security.authc.api_key.enabled: true\nelasticsearch.password: \"«pw»\"\nelasticsearch.username: kibana\n"
        ),
        ("app/grafana.ini", "[security]\nadmin_user = admin\nadmin_password = «pw»\nsecret_key = «alnum20»\n"),
        ("app/odbc.ini", "[main]\nDriver=PostgreSQL\nUID=app\nPWD=«pw»\n"),
        (
            "app/config.js",
            "module.exports = {\n  db: { user: 'app', password: '«pw»' },\n  cookieSecret: '«alnum32»',\n};\n"
        ),
        ("app/main.go", "const apiKey = \"«alnum40»\"\nvar dsn = \"app:«pw»@tcp(db:3306)/app\"\n"),
        ("app/Config.java", "private static final String DB_PASSWORD = \"«pw»\";\nString token = \"«alnum40»\";\n"),
        ("etc/environment", "PATH=/usr/bin\nADMIN_PASSWORD=«word»\n"),
    ]
}
