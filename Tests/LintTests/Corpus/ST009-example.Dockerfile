FROM debian:12
COPY --from=ghcr.io/astral-sh/uv /uv /bin/
