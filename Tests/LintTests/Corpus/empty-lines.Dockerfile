

# a comment


FROM debian:12


RUN a \

    && b


CMD ["x"]
