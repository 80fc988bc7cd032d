FROM debian:12
RUN <<EOF
apt-get update
apt-get install -y curl
cd /x
EOF
COPY <<EOF /etc/x
cd
sudo
EOF
RUN cat <<A > /a
sudo x
A
