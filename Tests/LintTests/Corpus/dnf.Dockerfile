FROM fedora:40
RUN dnf install httpd
RUN dnf install -y httpd-2.4.59 && dnf clean all
RUN microdnf install -y git && microdnf clean all
RUN dnf -y install python3-devel && rm -rf /var/cache/dnf
RUN dnf module install -y php:8.2 && dnf clean all
RUN dnf groupinstall -y tools
RUN dnf install -y --setopt=install_weak_deps=False vim-enhanced-9.1 && dnf clean all
RUN dnf clean all && dnf install -y a-1
RUN dnf group install x
