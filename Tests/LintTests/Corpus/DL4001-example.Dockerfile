FROM debian:12
RUN curl https://a/b
RUN wget -q https://a/c
