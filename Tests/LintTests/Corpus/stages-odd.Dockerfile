FROM debian:12 AS a
USER root
FROM debian:12 AS a
COPY --from=a /x /y
FROM scratch
FROM a
FROM a AS b
FROM $BASE
FROM ${REG}/x
FROM x/y:${TAG}
FROM localhost:5000/app
FROM --platform=linux/amd64 debian:12
FROM --platform=$TARGETPLATFORM debian:12
FROM debian@sha256:4abf773f2a570e6873259c4e3ba16de6c6268fb571fd46ec80be7c67822823b3
FROM debian:latest@sha256:4abf773f2a570e6873259c4e3ba16de6c6268fb571fd46ec80be7c67822823b3
FROM quay.io/a/b:latest
