FROM debian:12 AS build
RUN apt-get update && apt-get install -y build-essential=12 && make
FROM debian:12
COPY --from=build /app /app
