FROM debian:12
RUN curl -fsSLo /bin/tool https://example.com/tool && chmod +x /bin/tool
