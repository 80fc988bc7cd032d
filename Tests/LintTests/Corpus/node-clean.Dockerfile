FROM node:22.9.0-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN npm run build

FROM node:22.9.0-slim
WORKDIR /app
COPY --from=build /app/dist ./dist
USER 1000
CMD ["node", "dist/index.js"]
