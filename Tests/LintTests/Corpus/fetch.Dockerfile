FROM debian:12
RUN wget https://example.com/a
RUN wget -q https://example.com/a
RUN wget --progress=dot:giga https://example.com/a
RUN wget -nv https://example.com/a
RUN wget -O /x https://example.com/a
RUN wget -o log https://example.com/a
RUN wget --no-verbose https://example.com/a
RUN curl https://example.com/a -o a
RUN if [ -f x ]; then wget -q y; else curl z; fi
RUN useradd -u 100000 a
RUN useradd -u 1000 a && useradd -l -u 200000 b
RUN useradd --no-log-init --uid 300000 c
RUN useradd -m --uid 400000 d
FROM debian:12
RUN curl https://example.com/a -o a
