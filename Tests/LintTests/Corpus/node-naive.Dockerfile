FROM node
MAINTAINER someone@example.com
WORKDIR app
COPY . .
RUN npm install
RUN npm run build
EXPOSE 3000
CMD npm start
