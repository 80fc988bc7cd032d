/// What people type, and what Dockerfiles say.
extension DocumentedFiles {
    static let shells: [(String, String)] = [
        (
            "root/.bash_history",
            "cd /srv\nexport AWS_SECRET_ACCESS_KEY=«base64_40»\nmysql -u root -p«pw» app\nmysql --user=root --password=«pw»\nPGPASSWORD=«pw» psql -h db app\ncurl -u admin:«pw» https://api.corp.net/x\ncurl -H 'Authorization: Bearer «alnum40»' https://api.corp.net\ncurl -H \"X-Api-Key: «alnum32»\" https://api.corp.net\nsshpass -p '«pw»' ssh root@host\ndocker login -u alice -p «pw» registry.corp.net\necho «pw» | docker login -u alice --password-stdin\ngit clone https://alice:«alnum24»@git.corp.net/app.git\nredis-cli -h cache -a «pw» ping\nmongosh -u root -p «pw» mongodb://db\nldapsearch -x -D cn=admin -w «pw» -b dc=corp\nsmbclient //nas/share -U alice%«pw»\nopenssl rsa -in key.pem -passin pass:«pw»\nhtpasswd -bc .htpasswd alice «pw»\necho 'root:«pw»' | chpasswd\necho «pw» | sudo -S apt-get update\nvault login hvs.«url64_90»\naz login --service-principal -u x -p «alnum34» --tenant y\nwget --user=alice --password=«pw» https://files.corp.net/x\nansible-playbook -e ansible_password=«pw» site.yml\nhelm upgrade app . --set db.password=«pw»\nkubectl create secret generic db --from-literal=password=«pw»\nsqlcmd -S db -U sa -P «pw»\nls -la\n"
        ),
        (
            "root/.zsh_history",
            ": 1700000000:0;export GITHUB_TOKEN=«crc:ghp_»\n: 1700000001:0;http -a alice:«pw» api.corp.net\n"
        ),
        (
            "root/.psql_history",
            "ALTER USER app WITH PASSWORD '«pw»';\nCREATE ROLE x LOGIN PASSWORD '«pw»';\nselect 1;\n"
        ),
        (
            "root/.mysql_history",
            "GRANT ALL ON app.* TO 'app'@'%' IDENTIFIED BY '«pw»';\nSET PASSWORD FOR 'root' = PASSWORD('«pw»');\n"
        ),
        (
            "app/init.sql",
            "CREATE USER 'app'@'localhost' IDENTIFIED BY '«pw»';\nCREATE USER app WITH ENCRYPTED PASSWORD '«pw»';\n"
        ),
        (
            "app/Dockerfile",
            "FROM debian\nARG NPM_TOKEN=«crc:npm_»\nENV DB_PASSWORD=«pw» LOG=1\nENV API_KEY «alnum32»\nLABEL token=\"«alnum40»\"\nRUN curl -u ci:«pw» -O https://files.corp.net/x && \\\n    echo \"//registry.npmjs.org/:_authToken=«crc:npm_»\" > .npmrc\nRUN <<EOF\nexport PASSWORD=«pw»\npip install --index-url https://ci:«pw»@pypi.corp.net/simple x\nEOF\nHEALTHCHECK CMD curl -fsu health:«pw» http://localhost/\nENTRYPOINT [\"app\", \"--password\", \"«pw»\", \"--token=«alnum32»\"]\nCMD [\"--api-key=«alnum32»\"]\n"
        ),
        (
            "app/entrypoint.sh",
            "#!/bin/sh\nset -e\nDB_PASS=\"«pw»\"\nexport SECRET_KEY=«alnum48»\nexec app --db-password \"$DB_PASS\"\n"
        ),
        (
            "app/.github/workflows/ci.yml",
            "env:\n  NPM_TOKEN: ${{ secrets.NPM_TOKEN }}\n  DEPLOY_KEY: «alnum40»\nsteps:\n  - run: echo \"«pw»\" | docker login -u ci --password-stdin\n"
        ),
        ("app/.travis.yml", "env:\n  global:\n    - SONATYPE_PASSWORD=«pw»\n    - secure: \"‹base64_80›\"\n"),
        (
            "app/config.xml",
            "<config><database><user>app</user><passwd>«pw»</passwd></database><apiKey>«alnum32»</apiKey></config>\n"
        ),
        ("app/notes.md", "Staging: token is `«crc:ghp_»`, do not tell.\n"),
        (
            "app/setup.ps1",
            "$password = ConvertTo-SecureString '«pw»' -AsPlainText -Force\n$env:API_TOKEN = '«alnum40»'\nnet use \\\\\\\\nas\\\\share /user:alice «pw»\n"
        ),
        ("app/crontab", "0 3 * * * root MYSQL_PWD=«pw» mysqldump app > /backup/x.sql\n"),
    ]
}
