FROM debian:12
ADD --checksum=sha256:4abf773f2a570e6873259c4e3ba16de6c6268fb571fd46ec80be7c67822823b3 https://example.com/app.tar.gz /opt/
