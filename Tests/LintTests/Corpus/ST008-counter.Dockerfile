FROM debian:12
RUN chmod -R u=rwX,go=rX /app
