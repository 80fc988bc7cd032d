FROM debian:12
COPY --from=ghcr.io/astral-sh/uv:0.4.18 /uv /bin/
