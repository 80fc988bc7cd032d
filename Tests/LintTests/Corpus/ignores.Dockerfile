# hadolint global ignore=DL3015
FROM debian:12
# hadolint ignore=DL3008
RUN apt-get install -y curl
# hadolint ignore=DL3008,DL3009 # with a reason
RUN apt-get update && apt-get install -y curl
# hadolint ignore = DL3003
RUN cd /x
#hadolint ignore=DL3004
RUN sudo x
# hadolint ignore=DL3027

RUN apt update
# hadolint ignore=DL3027 because
RUN apt update
