FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl https://a/b | tar -x
