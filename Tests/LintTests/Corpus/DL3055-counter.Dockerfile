FROM debian:12
LABEL author=0123abc
