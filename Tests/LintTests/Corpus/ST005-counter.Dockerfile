FROM debian:12
RUN --mount=type=secret,id=api,env=API_KEY ./fetch
