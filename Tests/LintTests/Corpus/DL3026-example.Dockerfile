FROM quay.io/app:1
