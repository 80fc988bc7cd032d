FROM debian:12 AS one
USER root
FROM debian:12 AS two
USER root
RUN a
USER app
FROM debian:12 AS three
USER 0:0
FROM debian:12
USER 1000:1000
USER $APP
USER "app"
USER 10app
