COPY a /b
FROM debian:12
