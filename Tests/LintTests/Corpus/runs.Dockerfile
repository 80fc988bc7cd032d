FROM debian:12
RUN a
RUN b
RUN c && d
RUN e
RUN f
RUN --mount=type=cache,target=/x g
RUN --mount=type=cache,target=/x h
RUN --network=none i
COPY a /b
RUN j
# comment
RUN k
ENV A=1
RUN l; m; n
RUN ["o", "p"]
RUN q
RUN if [ -f x ]; then r; fi
RUN s $(t)
RUN u
