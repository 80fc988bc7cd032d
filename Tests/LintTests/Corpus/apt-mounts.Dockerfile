FROM debian:12
RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y --no-install-recommends gcc=4
RUN --mount=type=cache,target=/var/lib/apt/lists apt-get update && apt-get install -y --no-install-recommends gcc=4
RUN --mount=type=cache,target=/var/cache/apt apt-get update
FROM debian:12 AS other
RUN apt-get update
FROM other
RUN a
