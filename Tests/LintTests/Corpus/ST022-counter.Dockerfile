FROM debian:12.6
