FROM ubuntu:22.04
RUN apt-get update
RUN apt-get install -y curl wget
RUN apt-get clean
RUN rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install --no-install-recommends -qq git=1:2.34 && rm -rf /var/lib/apt/lists/*
RUN apt update && apt install -y vim
RUN DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends install tzdata
