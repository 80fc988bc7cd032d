FROM debian:12
LABEL author=1.2.3
