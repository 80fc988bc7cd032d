FROM debian:12
RUN apt-get update && apt-get install -y gcc=4
RUN rm -rf /var/lib/apt/lists/*
