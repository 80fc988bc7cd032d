FROM debian:12
ENV A=1 B=$A
ENV C=1 D=${C}x E=$CC
ENV F 1
ENV G=$G:1
ENV PATH=/x:$PATH
ARG H=1
ENV H=2 I=$H
ENV J=1 \
    K=${J:-2}
ENV TOKEN=x
ENV API_KEY_FILE=/x
ARG DB_PASSWORD
ARG USERNAME=me
ENV MY_PRIVATE=1 KEY=2
ARG SSH_PRIVATE_KEY
ENV aws_access_key_id=x
LABEL A=1
LABEL a.b-c=1 a..b=2
LABEL "com.docker.x"=1
LABEL a_b=1
LABEL org.opencontainers.image.title="x y"
LABEL 1a=1
LABEL a-=1
