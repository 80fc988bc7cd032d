FROM debian:12
RUN curl -k https://example.com/a -o /a
