FROM debian:12
RUN curl https://a/b
RUN curl https://a/c
