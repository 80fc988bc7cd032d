from debian:12 as base
run cd /x
Copy a b
user root
Cmd x
