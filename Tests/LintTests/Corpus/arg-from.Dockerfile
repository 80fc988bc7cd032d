ARG BASE=debian
ARG TAG
FROM ${BASE}:${TAG:-12}
FROM $BASE
FROM ${BASE:-debian}
FROM ${BASE}:latest
FROM x${TAG}
FROM "debian"
FROM "debian:latest" AS q
