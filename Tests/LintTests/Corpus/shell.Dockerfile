FROM debian:12
RUN cd /tmp
RUN (cd /tmp && make)
RUN sudo apt-get update
RUN ps aux && kill 1
RUN service x start; ssh host; top -b; free -m; mount /x; shutdown now; vim x
RUN ln -s /bin/bash /bin/sh
RUN ln -sfv bash /bin/sh
RUN a | b
RUN a || b | c
RUN echo "a | b"
RUN set -o pipefail && a | b
RUN bash -o pipefail -c "a | b"
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN a | b
SHELL ["/bin/bash", "-c"]
RUN a | b
SHELL ["pwsh", "-Command"]
RUN a | b
FROM alpine:3
RUN a | b
ONBUILD RUN a | b
