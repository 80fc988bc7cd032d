FROM debian:12
RUN useradd --no-log-init -u 123456 app
