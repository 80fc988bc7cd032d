FROM debian:12
COPY .npmrc /root/
