FROM debian:12 AS a
FROM debian:11 AS a
