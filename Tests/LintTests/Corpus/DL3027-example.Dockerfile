FROM debian:12
RUN apt show curl
