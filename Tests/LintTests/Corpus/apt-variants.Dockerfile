FROM debian:12
RUN apt-get update -qq \
    && apt-get install -y --no-install-recommends \
      # a comment
      ca-certificates \
      curl=7.88.* \

      gnupg/stable \
      ./local.deb \
    && rm -r /var/lib/apt/lists/*
RUN apt-get install -yq -o APT::Install-Recommends=false x=1
RUN apt-get install -y -t bookworm-backports y=1 --no-install-recommends
RUN apt-get --yes install z=$VERSION --no-install-recommends
RUN apt-get -o Dpkg::Use-Pty=0 install --assume-yes a=1 --no-install-recommends
RUN apt-get install -y --no-install-recommends "$PACKAGES"
RUN apt-get install -y --no-install-recommends $(cat packages.txt)
RUN apt-get upgrade -y && apt-get dist-upgrade -y
RUN apt-get install -y --no-install-recommends --no-upgrade nginx=1.* || true
RUN xargs apt-get install -y < packages.txt
