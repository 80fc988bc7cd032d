FROM node:22
RUN npm install express@4.19.2
