FROM debian:12
ADD app /app
