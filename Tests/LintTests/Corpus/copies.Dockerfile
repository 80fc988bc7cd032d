FROM debian:12
COPY a b
COPY a /b
COPY a b c
COPY a b /c/
COPY ["a b", "c", "/d"]
COPY a $DIR
COPY a "./x"
ADD a /b
ADD a.tar.gz /b
ADD https://example.com/a /b
ADD http://example.com/a.tgz a.tar.xz /b/
ADD a.zip /b
ADD --chown=1:1 dir /d
WORKDIR /w
COPY a b
COPY --chown=1:1 --chmod=644 a b c/
COPY a.tar.gz /tmp/
RUN tar -xzf /tmp/a.tar.gz -C /opt
COPY b.tar /tmp/b.tar
RUN tar xf /tmp/b.tar
COPY c.gz d.gz /tmp/
RUN gunzip /tmp/c.gz
