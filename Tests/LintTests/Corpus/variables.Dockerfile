FROM debian:12
ARG APP_UID=1000
USER $APP_UID
USER ${APP_UID:-1000}
ARG NAME=app
USER ${NAME}
RUN yum install -y x-$V && yum clean all
FROM a:s-${X}
COPY --from=0 "/" "/"
