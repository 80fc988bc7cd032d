FROM debian:12
RUN ["apt-get", "install", "-y", "curl"]
RUN ["sh", "-c", "apt-get install -y curl"]
RUN ["/bin/bash", "-c", "a | b"]
RUN ["pip", "install", "x"]
RUN ["wget", "x"]
CMD ["a", "b"]
ENTRYPOINT []
