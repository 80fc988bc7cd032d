FROM ruby:3.3
RUN gem install bundler
RUN gem install rails:7.1 puma -v 6.0
RUN gem install --version=1 x
RUN gem i y && gem install z:1 -- --with-opt
RUN yarn install --frozen-lockfile
RUN yarn install && yarn cache clean
RUN yarn && yarn add x
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install
FROM golang:1.22
RUN go install example.com/tool@latest
RUN go install example.com/tool@v1.2.3
RUN go install ./...
RUN go get example.com/x
RUN go run example.com/y@v1 && go build -o /x .
RUN go install
RUN GOBIN=/x go install example.com/z
