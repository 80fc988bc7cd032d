FROM debian:12
LABEL author=me other=1
