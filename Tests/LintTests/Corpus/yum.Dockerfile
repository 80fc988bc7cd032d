FROM centos:7
RUN yum install httpd
RUN yum install -y httpd-2.4.6 mod_ssl && yum clean all
RUN yum -y install foo-bar && yum clean all && rm -rf /var/cache/yum
RUN yum clean all && yum install -y x-1
RUN yum module install -y nodejs:18 && yum clean all
RUN yum groupinstall "Development Tools"
RUN yum localinstall ./x.rpm
RUN yum update -y && yum upgrade -y
RUN yum install -y https://example.com/x.rpm && yum clean all
