FROM debian:12
RUN curl -fsSLo /bin/tool https://example.com/tool && echo "4abf  /bin/tool" | sha256sum -c - && chmod +x /bin/tool
