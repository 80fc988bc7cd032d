FROM debian:12
RUN export API_KEY=secret123 && ./fetch
