FROM debian:12
RUN echo "it's" && 'apt-get' install "curl"
RUN "apt-get" "install" -y --no-install-recommends 'a=1' b\=2
RUN apt-get install -y --no-install-recommends \
 "a=${V}" \
 'b=1'
RUN echo "$(cd /x && pwd)" && echo `sudo id`
RUN echo ${X:-$(wget y)} && echo $((1 + 2))
RUN for p in a b; do pip install "$p"; done
RUN while read -r l; do apt-get install "$l"; done < list
RUN case "$x" in a) apk add b;; *) yum install c ;; esac
RUN { cd /x; } && ! sudo y
RUN f() { npm install x; }; f
RUN a && \
    # comment
    b && \
    c
