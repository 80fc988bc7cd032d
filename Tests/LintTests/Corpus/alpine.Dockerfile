FROM alpine:3.20
RUN apk add curl git=2.45.2-r0
RUN apk add --no-cache --virtual .build-deps gcc musl-dev~1.2 && make && apk del .build-deps
RUN apk update && apk add --update bash && rm -rf /var/cache/apk/*
RUN apk --no-cache add -X https://example.com/edge foo@edge
RUN apk add --no-cache -t .deps make=4 ./x.apk
RUN --mount=type=cache,target=/var/cache/apk apk add tar=1
RUN apk upgrade
SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
RUN curl -fsSL https://example.com/x | tar -xz
