ARG GO=1.22
FROM --platform=$BUILDPLATFORM golang:${GO} AS Build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS go build -o /out/app ./cmd/app

FROM build AS test
RUN go test ./...

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
COPY --from=Build /out/app /app2
COPY --from=0 /out/app /app3
COPY --from=9 /out/app /app4
COPY --from=nginx /etc/nginx /etc/nginx
COPY --from=nginx:1.27 /etc/nginx /etc/nginx
COPY --from=ghcr.io/a/b /x /x
USER nonroot
ENTRYPOINT ["/app"]
