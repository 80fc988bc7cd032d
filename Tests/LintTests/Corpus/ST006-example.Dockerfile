FROM debian:12
ADD https://example.com/app.tar.gz /opt/
