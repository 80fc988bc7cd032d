FROM debian:12
ONBUILD RUN apt-get install curl
ONBUILD RUN pip install x && gem install y && npm install z
ONBUILD RUN apk add a && yum install b && dnf install c && zypper install d
ONBUILD RUN yarn install
ONBUILD RUN sudo x && cd /y && apt update
ONBUILD RUN ln -s /bin/bash /bin/sh && useradd -u 123456 x && wget y
ONBUILD RUN curl z
ONBUILD COPY a b
ONBUILD ADD a /b
ONBUILD WORKDIR xy
ONBUILD USER root
ONBUILD CMD x
ONBUILD ENV A=1 B=$A
ONBUILD EXPOSE 99999
ONBUILD ARG TOKEN
