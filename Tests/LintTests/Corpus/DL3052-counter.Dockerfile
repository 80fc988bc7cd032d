FROM debian:12
LABEL author=https://example.com
