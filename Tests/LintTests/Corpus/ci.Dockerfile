FROM ubuntu:24.04
ARG DEBIAN_FRONTEND=noninteractive
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN apt-get update && \
    apt-get install -y --no-install-recommends build-essential cmake ninja-build python3-pip sudo && \
    rm -rf /var/lib/apt/lists/* && \
    echo "builder ALL=(ALL) NOPASSWD:ALL" > /etc/sudoers.d/builder
RUN pip3 install --break-system-packages conan==2.7.0
RUN useradd -m -u 1001 builder
USER builder
WORKDIR /home/builder
RUN git clone https://github.com/a/b && cd b && cmake -G Ninja . && ninja && sudo ninja install
RUN curl -L https://example.com/x.tar.gz | tar xz
