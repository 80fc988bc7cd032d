FROM opensuse/leap:15.6
RUN zypper install httpd
RUN zypper -n in -y git=2.43 && zypper clean
RUN zypper --non-interactive install curl && zypper cc
RUN zypper dup -y
RUN zypper rm foo
RUN zypper install -y "a>=1" b.rpm && zypper clean --all
RUN zypper patch
