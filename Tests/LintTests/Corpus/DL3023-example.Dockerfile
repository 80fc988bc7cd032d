FROM debian:12 AS run
COPY --from=run /a /b
