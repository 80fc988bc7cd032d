FROM debian:12
ONBUILD LABEL maintainer=me
