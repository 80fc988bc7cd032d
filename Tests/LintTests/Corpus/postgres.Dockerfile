FROM postgres:16
ENV POSTGRES_PASSWORD mysecret
ENV POSTGRES_USER=app
ADD init.sql /docker-entrypoint-initdb.d/
HEALTHCHECK --interval=10s CMD pg_isready -U app || exit 1
