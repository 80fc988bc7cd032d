FROM debian:12
RUN curl https://a/b | tar -x
