FROM node:22
RUN npm install -g typescript
RUN npm install --global @angular/cli@17 yarn@1.22
RUN npm install @scope/pkg
RUN npm install
RUN npm ci
RUN npm i left-pad
RUN npm install ./local ../x /abs/y a.tgz
RUN npm install git+https://github.com/a/b.git
RUN npm install git+ssh://git@github.com/a/b.git#v1
RUN npm --prefix web install express
RUN npm run install
RUN npm install --save-dev jest
